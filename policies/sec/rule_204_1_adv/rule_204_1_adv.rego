# METADATA
# scope: package
# title: Form ADV annual update within 90 days
# description: |
#   An adviser files the annual update of Form ADV within 90 days after its fiscal year ends.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-275.204-1
# custom:
#   control_id: SEC-204-1-ADV
#   pack: sec
#   category: whitepaper_disclosure
#   severity: medium
#   citation: "17 CFR 275.204-1(a)(1)"
#   effective_from: ""
#   status: automated
#   remediation: File the amendment.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [regulatory, compliance]
package sec.rule_204_1_adv

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("ria")
	facts.present("adv")
}

needs := {"adv.fiscal_year_end"}

uses := {"adv.updated_on", "as_of", "entity.sec_roles"}

updated_on := facts.value("adv.updated_on")

due := calendar.add_days(facts.date("adv.fiscal_year_end"), 90)

default passes := false

passes if shared.done_by(updated_on, due)

default waiting := {}

waiting := {"due": due} if shared.still_open(updated_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
