# METADATA
# scope: package
# title: Only necessary fields collected
# description: |
#   No activity collects a field that nobody has justified for its purpose.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-5-1C-MINIMISATION
#   pack: privacy
#   category: data_protection
#   severity: medium
#   citation: Art. 5(1)(c); Art. 25(2)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Drop the extra field or justify it.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_5_1c_minimisation

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

default applies := false

applies if shared.in_scope

needs := {
	"privacy.activities",
	"privacy.activities[*].fields_collected",
	"privacy.activities[*].fields_necessary",
}

uses := {"privacy.activities", "privacy.processes_eu_personal_data"}

default passes := false

passes if {
	is_array(facts.value("privacy.activities"))
	every activity in facts.list("privacy.activities") {
		is_array(activity.fields_collected)
		is_array(activity.fields_necessary)
		every field in activity.fields_collected {
			field in activity.fields_necessary
		}
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
