# METADATA
# scope: package
# title: Every breach documented
# description: |
#   Every breach, notified or not, is written down with its facts, its effects and what was done.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-33-5-REGISTER
#   pack: privacy
#   category: incident_reporting
#   severity: medium
#   citation: Art. 33(5)
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Complete the breach register.
#   confidence: 0.95
#   source: recordinglaw
#   audit_kinds: [privacy]
package privacy.gdpr_33_5_register

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("privacy.breaches")) > 0

needs := {"privacy.breaches[*].documented"}

uses := {"privacy.breaches"}

default passes := false

passes if {
	every breach in facts.list("privacy.breaches") {
		breach.documented == true
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
