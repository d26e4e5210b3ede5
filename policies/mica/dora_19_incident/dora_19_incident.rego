# METADATA
# scope: package
# title: Major ICT incident reporting clocks
# description: |
#   A major ICT incident is notified within 4 hours of classification and 24 hours of awareness, reported on
#   within 72 hours of that notice, and finally within a month of the intermediate report.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2022/2554/oj
# custom:
#   control_id: MICA-DORA-19-INCIDENT
#   pack: mica
#   category: incident_reporting
#   severity: critical
#   citation: Regulation (EU) 2022/2554 Art. 19(4); Delegated Regulation (EU) 2025/301 (time-limits article)
#   effective_from: "2025-01-17"
#   status: automated
#   remediation: File the missing stage with reasons for delay.
#   confidence: 0.85
#   source: >-
#     dora-info.eu RTS text; intellectumlab; regulation-dora.eu (states 72 h from detection — conflicting, the RTS
#     text says from initial notification)
#   note: >-
#     For providers a deadline on a weekend or bank holiday may be met by noon of the next working day; that
#     relief is not modelled.
#   audit_kinds: [regulatory, compliance]
package mica.dora_19_incident

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	is_supervised
	facts.present("dora_incident")
}

is_supervised if shared.has_role("casp")

is_supervised if shared.has_issuer_role

aware_at := facts.datetime("dora_incident.aware_at")

classified_at := facts.datetime("dora_incident.classified_major_at")

initial_at := facts.datetime("dora_incident.initial_at")

intermediate_at := facts.datetime("dora_incident.intermediate_at")

# Days are those of the offset the reports are stamped with: 72 hours are three days at the same time.
intermediate_day := calendar.add_days(substring(initial_at, 0, 10), 3)

final_day := calendar.add_months(substring(intermediate_at, 0, 10), 1)

final_by := concat("", [final_day, substring(intermediate_at, 10, -1)])

needs := {"dora_incident.aware_at", "dora_incident.classified_major_at", "dora_incident.initial_at"}

uses := {"as_of", "dora_incident.final_at", "dora_incident.intermediate_at", "entity.mica_roles"}

default passes := false

passes if {
	calendar.hours_between(classified_at, initial_at) <= 4
	is_known_in_time
	is_intermediate_settled
	is_final_settled
}

# The day's limit from awareness binds only when the incident was classified within that day.
is_known_in_time if calendar.hours_between(aware_at, classified_at) > 24

is_known_in_time if calendar.hours_between(aware_at, initial_at) <= 24

# The 72 hours run from the initial notification, not from detection.
is_intermediate_settled if calendar.hours_between(initial_at, intermediate_at) <= 72

is_intermediate_settled if is_awaiting_intermediate

is_awaiting_intermediate if shared.is_waiting("dora_incident.intermediate_at", intermediate_day)

is_final_settled if calendar.hours_between(facts.datetime("dora_incident.final_at"), final_by) >= 0

is_final_settled if is_awaiting_final

# The month of the final report begins with the intermediate one.
is_final_settled if {
	facts.missing("dora_incident.intermediate_at")
	facts.missing("dora_incident.final_at")
}

is_awaiting_final if shared.is_waiting("dora_incident.final_at", final_day)

default waiting := {}

waiting := {"due": intermediate_day} if {
	is_awaiting_intermediate
} else := {"due": final_day} if {
	is_awaiting_final
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
