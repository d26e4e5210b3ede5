# METADATA
# scope: package
# title: Data subjects told of high-risk breaches
# description: |
#   People are told of a breach that is a high risk to them, unless the data were unintelligible, the risk was
#   averted or a public communication was made.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-34-HIGH-RISK
#   pack: privacy
#   category: incident_reporting
#   severity: high
#   citation: Art. 34(1), 34(3)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Communicate.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_34_high_risk

import data.lib.facts
import data.lib.verdict

exceptions := {"encrypted", "neutralised", "public_communication"}

default applies := false

applies if count(high_risk) > 0

high_risk := [breach | some breach in facts.list("privacy.breaches"); breach.risk == "high"]

needs := set()

uses := {"privacy.breaches"}

default passes := false

passes if {
	every breach in high_risk {
		settled(breach)
	}
}

settled(breach) if time.parse_rfc3339_ns(breach.subjects_informed_at)

settled(breach) if breach.art34_exception in exceptions

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
