# METADATA
# scope: package
# title: Customer reserve computation frequency and funding
# description: |
#   A carrying firm has at least the computed amount in its customers' reserve account, computed weekly, or from 30
#   June 2026 daily where average total credits reach USD 500 million.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.15c3-3
# custom:
#   control_id: SEC-15C3-3-RESERVE
#   pack: sec
#   category: reserve_safeguarding
#   severity: critical
#   citation: "17 CFR 240.15c3-3(e)(1), (e)(3)(i)"
#   effective_from: ""
#   status: automated
#   remediation: Deposit the shortfall; move to daily computation.
#   confidence: 0.9
#   source: "90 FR 27990 (30 June 2026); charltonsquantum; jdsupra"
#   note: >-
#     A six-month transition after first crossing USD 500 m exists in the rule; model it as a later effective
#     date per firm.
#   audit_kinds: [regulatory, compliance]
package sec.rule_15c3_3_reserve

import data.lib.facts
import data.lib.verdict
import data.sec.shared

daily_from := "2026-06-30"

daily_at_usd := 500000000

default applies := false

applies if shared.has_role("carrying_bd")

needs contains "reserve_computation.on_deposit_usd"

needs contains "reserve_computation.required_deposit_usd"

needs contains "reserve_computation.avg_total_credits_usd"

needs contains "reserve_computation.frequency" if not weekly_is_enough

uses := {"as_of", "entity.sec_roles", "reserve_computation.frequency"}

weekly_is_enough if facts.number("reserve_computation.avg_total_credits_usd") < daily_at_usd

weekly_is_enough if {
	facts.number("reserve_computation.avg_total_credits_usd") >= daily_at_usd
	facts.date("as_of") < daily_from
}

default passes := false

passes if {
	facts.number("reserve_computation.on_deposit_usd") >= facts.number("reserve_computation.required_deposit_usd")
	often_enough
}

often_enough if weekly_is_enough

often_enough if {
	facts.number("reserve_computation.avg_total_credits_usd") >= daily_at_usd
	facts.string("reserve_computation.frequency") == "daily"
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
