# METADATA
# scope: package
# title: Each activity has a purpose and a legal basis
# description: |
#   Every processing activity says what it is for and on which one of the six bases of Art. 6 it rests; legitimate
#   interests are weighed in a kept assessment.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-5-6-PURPOSE-BASIS
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Reg. (EU) 2016/679 Art. 5(1)(a)–(b), Art. 6(1)
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Complete the register entry.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_5_6_purpose_basis

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

bases := {"consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"}

default applies := false

applies if shared.in_scope

needs := {"privacy.activities", "privacy.activities[*].purpose", "privacy.activities[*].legal_basis"}

uses := {"privacy.activities", "privacy.processes_eu_personal_data"}

default passes := false

passes if {
	is_array(facts.value("privacy.activities"))
	every activity in facts.list("privacy.activities") {
		shared.is_told(activity.purpose)
		activity.legal_basis in bases
		weighed(activity)
	}
}

weighed(activity) if activity.legal_basis != "legitimate_interests"

weighed(activity) if activity.lia_documented == true

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
