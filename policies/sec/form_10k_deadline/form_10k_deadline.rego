# METADATA
# scope: package
# title: Annual report on time
# description: |
#   Form 10-K is filed 60, 75 or 90 days after the fiscal year ends, by the kind of filer; a last day on which the
#   Commission is closed moves to the next business day.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-249.310
# custom:
#   control_id: SEC-10K-DEADLINE
#   pack: sec
#   category: whitepaper_disclosure
#   severity: high
#   citation: Form 10-K General Instruction A; Rule 0-3 / 12b-25 for roll-over
#   effective_from: ""
#   status: automated
#   remediation: File or file Form 12b-25.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.form_10k_deadline

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

days := {"large_accelerated": 60, "accelerated": 75, "non_accelerated": 90}

default applies := false

applies if {
	shared.has_role("registrant")
	facts.present("annual_report.fiscal_year_end")
}

needs := {"annual_report.filer_status"}

uses := {
	"annual_report.filed_on",
	"annual_report.fiscal_year_end",
	"as_of",
	"calendar.sec_extra_closed",
	"entity.sec_roles",
}

filed_on := facts.value("annual_report.filed_on")

due := shared.rolled(calendar.add_days(
	facts.date("annual_report.fiscal_year_end"),
	days[facts.string("annual_report.filer_status")],
))

default passes := false

passes if shared.done_by(filed_on, due)

default waiting := {}

waiting := {"due": due} if shared.still_open(filed_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
