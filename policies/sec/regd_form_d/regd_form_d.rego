# METADATA
# scope: package
# title: Form D within 15 calendar days of first sale
# description: |
#   Form D is filed within 15 calendar days after the first sale; a last day on which the Commission is closed moves
#   to the next business day.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.503
# custom:
#   control_id: SEC-REGD-FORM-D
#   pack: sec
#   category: offer_conduct
#   severity: medium
#   citation: "17 CFR 230.503(a)(1)"
#   effective_from: ""
#   status: automated
#   remediation: File late Form D.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [regulatory, compliance]
package sec.regd_form_d

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if facts.string("offering.exemption") in {"504", "506b", "506c"}

needs := {"offering.first_sale_on"}

uses := {"as_of", "calendar.sec_extra_closed", "offering.exemption", "offering.form_d_filed_on"}

filed_on := facts.value("offering.form_d_filed_on")

due := shared.rolled(calendar.add_days(facts.date("offering.first_sale_on"), 15))

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
