# METADATA
# scope: package
# title: Annual report filed by the national deadline
# description: |
#   What happened in a calendar year is filed by the date of national law, which leaves the authorities time to
#   exchange it by 30 September of the next.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2011/16/oj
# custom:
#   control_id: DAC8-ANNUAL-REPORT
#   pack: dac8
#   category: tax_reporting
#   severity: critical
#   citation: Art. 8ad(1)–(2), (6); Annex VI Section II; first year 2026
#   effective_from: "2027-01-01"
#   status: automated
#   remediation: File; check penalties under national law (Art. 25a).
#   confidence: 0.9
#   source: secondary summary (9 months); complyfirst (deadline per Member State); incrypthos
#   note: >-
#     Websites quote 31 January, 30 June or 30 September 2027: the directive leaves the provider deadline to
#     national law, so it must be an input.
#   audit_kinds: [regulatory, compliance]
package dac8.annual_report

import data.dac8.shared
import data.lib.calendar
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	year >= 2026
	calendar.days_between(sprintf("%d-12-31", [year]), facts.date("as_of")) > 0
}

needs := {"report.national_deadline"}

uses := {"as_of", "rcasp.is_reporting_casp", "report.submitted_on", "report.year"}

year := facts.number("report.year")

deadline := facts.date("report.national_deadline")

submitted_on := facts.value("report.submitted_on")

default passes := false

passes if {
	deadline <= sprintf("%d-09-30", [year + 1])
	filed_or_waiting
}

filed_or_waiting if shared.not_after(submitted_on, deadline)

filed_or_waiting if is_waiting

is_waiting if {
	submitted_on == null
	shared.not_after(facts.date("as_of"), deadline)
}

default waiting := {}

waiting := {"due": deadline} if is_waiting

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
