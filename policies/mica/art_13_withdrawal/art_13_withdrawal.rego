# METADATA
# scope: package
# title: 14-day retail right of withdrawal
# description: |
#   Retail buyers may withdraw for 14 days at no cost and have their money back within 14 days.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-13-WITHDRAWAL
#   pack: mica
#   category: offer_conduct
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 13(1)–(2), 13(4)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Implement a 14-day cooling-off state in the sale contract/UI and a refund SLA.
#   confidence: 0.95
#   source: gomica.eu/insights/mica-s-right-of-withdrawal
#   audit_kinds: [regulatory, compliance]
package mica.art_13_withdrawal

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.offers
	facts.boolean("offer.to_retail")
	facts.boolean("offer.admitted_to_trading_before_purchase") == false
}

needs := {"offer.reimbursement_days_max", "offer.withdrawal_fee_eur", "offer.withdrawal_period_days"}

uses := shared.offer_facts | {"offer.admitted_to_trading_before_purchase", "offer.to_retail"}

default passes := false

passes if {
	facts.number("offer.withdrawal_period_days") >= 14
	facts.number("offer.withdrawal_fee_eur") == 0
	facts.number("offer.reimbursement_days_max") <= 14
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
