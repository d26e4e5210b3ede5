# METADATA
# scope: package
# title: Minimum bank-deposit share per referenced currency
# description: |
#   For each official currency a token refers to, at least 30 % (60 % when significant) is held as deposits with
#   credit institutions.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-36-DEPOSIT-SHARE
#   pack: mica
#   category: reserve_safeguarding
#   severity: high
#   citation: >-
#     Regulation (EU) 2023/1114 Art. 36(4) (RTS floor); Art. 45(7)(b) for significant tokens; Art. 58(1)(a)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Re-balance into deposits.
#   confidence: 0.75
#   source: secondary summary (30/60 %); mica.wtf EBA/RTS/2024/10 page, status “pending Commission adoption”
#   note: >-
#     The floors are addressed to a technical standard; check that the delegated regulation is in force before
#     treating a miss as a breach (high, not critical).
#   audit_kinds: [regulatory, compliance]
#   parameters:
#     reserve_deposit_floor: {default: 0.3, unit: share}
#     reserve_deposit_floor_significant: {default: 0.6, unit: share}
package mica.art_36_deposit_share

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

# Art. 36(4) is of Article 36, so an issuer held to be outside Articles 35 to 38 is outside this too.
applies if {
	shared.keeps_reserve
	count(facts.list("token.reference_currencies")) > 0
}

# Whether the technical standard with these floors is in force for a token is a project's to say.
floor_share := facts.param("reserve_deposit_floor", 0.3) if facts.boolean("token.significant") == false

floor_share := facts.param("reserve_deposit_floor_significant", 0.6) if facts.boolean("token.significant")

shares := facts.value("reserve.deposit_share_by_currency")

needs := {"reserve.deposit_share_by_currency", "token.significant"}

uses := shared.reserve_facts | {
	"params.reserve_deposit_floor",
	"params.reserve_deposit_floor_significant",
	"token.reference_currencies",
}

default passes := false

passes if {
	every currency in facts.list("token.reference_currencies") {
		shared.is_at_least(shares[currency], floor_share)
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
