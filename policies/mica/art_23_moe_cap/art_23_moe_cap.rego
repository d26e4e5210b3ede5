# METADATA
# scope: package
# title: "Means-of-exchange cap: stop issuing, plan within 40 working days"
# description: |
#   Once use as a means of exchange passes both a million transactions and EUR 200 million a day, issuing stops
#   and a plan is filed within 40 working days.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-23-MOE-CAP
#   pack: mica
#   category: significance_and_volume
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 23(1); Art. 58(3) for non-EU-currency EMTs
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Pause the mint function; file the plan.
#   confidence: 0.95
#   source: springlex Art. 23 full text
#   audit_kinds: [regulatory, compliance]
package mica.art_23_moe_cap

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.is_watched

is_over if {
	facts.number("token.moe_tx_per_day") > 1000000
	facts.number("token.moe_value_per_day_eur") > 200000000
}

# Under the cap nothing more is asked.
more contains path if {
	is_over
	some path in {"calendar.eu_public_holidays", "token.issuance_stopped", "token.moe_threshold_reached_on"}
}

deadline := shared.working_days_after(facts.date("token.moe_threshold_reached_on"), 40)

needs := {"token.moe_tx_per_day", "token.moe_value_per_day_eur"} | more

uses := {"entity.mica_roles", "token.eu_official_currency", "token.moe_plan_submitted_on"}

default passes := false

passes if {
	is_number(facts.value("token.moe_tx_per_day"))
	is_number(facts.value("token.moe_value_per_day_eur"))
	not is_over
}

passes if {
	is_over
	facts.boolean("token.issuance_stopped")
	shared.is_filed("token.moe_plan_submitted_on", deadline)
}

default waiting := {}

waiting := {"due": deadline} if {
	is_over
	shared.is_waiting("token.moe_plan_submitted_on", deadline)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
