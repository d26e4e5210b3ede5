# METADATA
# scope: package
# title: Storage limitation
# description: |
#   No record is older than the retention period of its activity, unless a legal hold keeps it.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-5-1E-RETENTION
#   pack: privacy
#   category: records
#   severity: medium
#   citation: Art. 5(1)(e)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Run deletion; fix the purge job.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_5_1e_retention

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

default applies := false

applies if shared.in_scope

needs contains "privacy.activities"

# Ages matter to all activities while none is under a legal hold.
needs contains "privacy.activities[*].retention_days" if not some_hold

needs contains "privacy.activities[*].oldest_record_age_days" if not some_hold

uses := {"privacy.activities", "privacy.processes_eu_personal_data"}

some_hold if {
	some activity in facts.list("privacy.activities")
	activity.legal_hold == true
}

default passes := false

passes if {
	is_array(facts.value("privacy.activities"))
	every activity in facts.list("privacy.activities") {
		may_be_kept(activity)
	}
}

may_be_kept(activity) if activity.legal_hold == true

may_be_kept(activity) if {
	is_number(activity.oldest_record_age_days)
	is_number(activity.retention_days)
	activity.oldest_record_age_days <= activity.retention_days
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
