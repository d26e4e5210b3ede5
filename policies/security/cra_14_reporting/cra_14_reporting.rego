# METADATA
# scope: package
# title: CRA actively-exploited-vulnerability and severe-incident reporting
# description: |
#   A manufacturer warns within 24 hours of an exploited vulnerability or severe incident, notifies within 72, and
#   reports finally within 14 days after a fix is available, or a month after it notified a severe incident.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/2847/oj
# custom:
#   control_id: SECU-CRA-14-REPORTING
#   pack: security
#   category: incident_reporting
#   severity: critical
#   citation: Reg. (EU) 2024/2847 Art. 14(1)–(4)
#   effective_from: "2026-09-11"
#   status: automated
#   remediation: Submit through the ENISA single reporting platform.
#   confidence: 0.9
#   source: compliancetestservices; privatedevops; safeguard.sh
#   note: Pure SaaS is normally outside the CRA unless it is remote data processing integral to a product.
#   audit_kinds: [security]
package security.cra_14_reporting

import data.lib.calendar
import data.lib.facts
import data.lib.verdict

hour := 3600000000000

default applies := false

applies if {
	facts.boolean("product.cra_manufacturer")
	count(facts.list("cra_events")) > 0
}

needs := {"cra_events[*].kind", "cra_events[*].aware_at"}

uses := {"as_of", "cra_events", "product.cra_manufacturer"}

default passes := false

passes if {
	every event in facts.list("cra_events") {
		event.kind in {"exploited_vulnerability", "severe_incident"}
		every stage in ["early_warning_at", "notification_at", "final_report_at"] {
			in_time(event, stage)
		}
	}
}

in_time(event, stage) if time.parse_rfc3339_ns(event[stage]) <= deadline(event, stage)

in_time(event, stage) if {
	is_waiting(event, stage)
	start_of_day <= deadline(event, stage)
}

# The clock of the final report starts with the fix, or with the notification: before that nothing is late.
in_time(event, "final_report_at") if object.get(event, starts_with[event.kind], null) == null

is_waiting(event, stage) if object.get(event, stage, null) == null

# The sheet has a day, not an hour: a stage passes through the whole UTC day its time runs out on.
start_of_day := time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [facts.date("as_of")]))

starts_with := {"exploited_vulnerability": "fix_available_at", "severe_incident": "notification_at"}

deadline(event, "early_warning_at") := time.parse_rfc3339_ns(event.aware_at) + (24 * hour)

deadline(event, "notification_at") := time.parse_rfc3339_ns(event.aware_at) + (72 * hour)

deadline(event, "final_report_at") := time.parse_rfc3339_ns(event.fix_available_at) + ((14 * 24) * hour) if {
	event.kind == "exploited_vulnerability"
}

# A month later at the same time of the day.
deadline(event, "final_report_at") := time.parse_rfc3339_ns(concat("", [day, time_of_day])) if {
	event.kind == "severe_incident"
	day := calendar.add_months(substring(event.notification_at, 0, 10), 1)
	time_of_day := substring(event.notification_at, 10, -1)
}

default waiting := {}

waiting := {"due": min(open_until)} if count(open_until) > 0

open_until contains day if {
	some event in facts.list("cra_events")
	some stage in ["early_warning_at", "notification_at", "final_report_at"]
	is_waiting(event, stage)
	day := time.format([deadline(event, stage), "UTC", "2006-01-02"])
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
