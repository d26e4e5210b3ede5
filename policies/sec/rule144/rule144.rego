# METADATA
# scope: package
# title: Resale lock-ups, volume limit and Form 144
# description: |
#   Restricted securities are held six months (reporting issuer) or a year before resale; affiliates sell at most 1
#   % or the average weekly volume in three months and file Form 144 above 5 000 units or USD 50 000.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.144
# custom:
#   control_id: SEC-RULE144
#   pack: sec
#   category: offer_conduct
#   severity: high
#   citation: "17 CFR 230.144(d)(1)(i)–(ii), (e)(1), (h)(1)"
#   effective_from: ""
#   status: automated
#   remediation: Enforce lock-up in the transfer-restriction contract.
#   confidence: 0.9
#   source: solomonexamprep; legalandcompliance
#   note: >-
#     Set issuer_reporting only if subject to reporting for ≥ 90 days; OTC-only securities have no volume
#     alternative (set avg_weekly_volume=0).
#   audit_kinds: [regulatory, compliance]
package sec.rule144

import data.lib.calendar
import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("resales")) > 0

needs := {"resales[*].restricted", "resales[*].affiliate"}

uses := {"resales"}

default passes := false

passes if {
	every resale in facts.list("resales") {
		held_long_enough(resale)
		within_volume(resale)
	}
}

held_long_enough(resale) if resale.restricted == false

held_long_enough(resale) if {
	resale.restricted == true
	calendar.days_between(calendar.add_months(resale.acquired_on, months(resale)), resale.resale_on) >= 0
}

# An issuer not known to report keeps the longer time.
default months(_) := 12

months(resale) := 6 if resale.issuer_reporting == true

within_volume(resale) if resale.affiliate == false

within_volume(resale) if {
	resale.affiliate == true
	is_number(resale.units_sold_3m)
	is_number(resale.units_outstanding)
	is_number(resale.avg_weekly_volume)

	# 1 % without fractions: a hundred times the units sold, a hundred times the volume.
	resale.units_sold_3m * 100 <= max([resale.units_outstanding, resale.avg_weekly_volume * 100])
	announced(resale)
}

announced(resale) if resale.form_144_filed == true

announced(resale) if {
	resale.units_sold_3m <= 5000
	is_number(resale.value_usd_3m)
	resale.value_usd_3m <= 50000
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
