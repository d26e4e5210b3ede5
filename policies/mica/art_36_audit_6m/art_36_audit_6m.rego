# METADATA
# scope: package
# title: Independent reserve audit every six months
# description: |
#   The reserve is audited independently every six months.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-36-AUDIT-6M
#   pack: mica
#   category: reserve_safeguarding
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 36(9); Art. 58(1) second subparagraph for significant EMTs
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Engage the auditor for the overdue reference date.
#   confidence: 0.9
#   source: secondary summary (36(9)–(10)); springlex/judict Art. 58
#   note: >-
#     The 42 days tolerate the six-week notification window of an audit whose reference date has just passed
#     (convention of the engine).
#   audit_kinds: [regulatory, compliance]
#   parameters:
#     reserve_audit_tolerance_days: {default: 42, unit: days}
package mica.art_36_audit_6m

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.keeps_reserve

audits := facts.list("reserve.audits")

# An audit is notified within six weeks of its reference date, and may be missing from the sheet for so long.
tolerance := facts.param("reserve_audit_tolerance_days", 42)

needs := {"reserve.audits", "reserve.audits[*].reference_date"}

uses := shared.reserve_facts | {"as_of", "params.reserve_audit_tolerance_days"}

default passes := false

passes if {
	every i in numbers.range(0, count(audits) - 1) {
		follows(i)
	}
	due := calendar.add_months(audits[count(audits) - 1].reference_date, 6)
	shared.not_after(facts.date("as_of"), calendar.add_days(due, tolerance))
}

follows(0)

follows(i) if shared.not_after(audits[i].reference_date, calendar.add_months(audits[i - 1].reference_date, 6))

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
