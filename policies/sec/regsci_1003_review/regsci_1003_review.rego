# METADATA
# scope: package
# title: Annual SCI review and reports
# description: |
#   An SCI entity reviews its systems every calendar year, reports to senior management within 30 days after the
#   review and to the Commission and the board within 60 days after that.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-242.1003
# custom:
#   control_id: SEC-REGSCI-1003-REVIEW
#   pack: sec
#   category: plans_and_continuity
#   severity: high
#   citation: "17 CFR 242.1003(b)(1)–(3)"
#   effective_from: ""
#   status: automated
#   remediation: Submit the report.
#   confidence: 0.85
#   source: general knowledge of the text, 0.85
#   audit_kinds: [regulatory, compliance]
package sec.regsci_1003_review

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("sci_entity")
	facts.present("sci_review")
}

needs := {"sci_review.calendar_year", "sci_review.completed_on", "sci_review.to_senior_mgmt_on"}

uses := {"as_of", "entity.sec_roles", "sci_review.to_sec_and_board_on"}

passed_on := facts.value("sci_review.to_sec_and_board_on")

due := calendar.add_days(facts.date("sci_review.to_senior_mgmt_on"), 60)

default passes := false

passes if {
	facts.number("sci_review.calendar_year") >= calendar.year(facts.date("as_of")) - 1
	shared.done_by(
		facts.date("sci_review.to_senior_mgmt_on"),
		calendar.add_days(facts.date("sci_review.completed_on"), 30),
	)
	shared.done_by(passed_on, due)
}

default waiting := {}

waiting := {"due": due} if shared.still_open(passed_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
