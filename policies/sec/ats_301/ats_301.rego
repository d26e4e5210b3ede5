# METADATA
# scope: package
# title: Form ATS before launch; quarterly Form ATS-R
# description: |
#   An alternative trading system files Form ATS at least 20 days before it starts and Form ATS-R within 30 days
#   after each quarter.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-242.301
# custom:
#   control_id: SEC-ATS-301
#   pack: sec
#   category: authorisation
#   severity: high
#   citation: "17 CFR 242.301(b)(2)(i), (b)(9)"
#   effective_from: ""
#   status: automated
#   remediation: File.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.ats_301

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.has_role("ats")

needs := {"ats.form_ats_filed_on", "ats.started_on", "ats.last_quarter_end"}

uses := {"as_of", "ats.ats_r_filed_on", "entity.sec_roles"}

reported_on := facts.value("ats.ats_r_filed_on")

due := calendar.add_days(facts.date("ats.last_quarter_end"), 30)

default passes := false

passes if {
	calendar.add_days(facts.date("ats.form_ats_filed_on"), 20) <= facts.date("ats.started_on")
	shared.done_by(reported_on, due)
}

default waiting := {}

waiting := {"due": due} if shared.still_open(reported_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
