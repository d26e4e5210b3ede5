# METADATA
# scope: package
# title: "EMT funds: 30 % in separate bank accounts, rest highly liquid in same currency"
# description: |
#   At least 30 % of the funds received for an ordinary EMT of an electronic-money institution is in separate bank
#   accounts; the rest is highly liquid and in the same currency.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-54-EMT-SAFEGUARD
#   pack: mica
#   category: reserve_safeguarding
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 54(a)–(b)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Move funds into segregated deposits; unwind currency mismatch.
#   confidence: 0.95
#   source: mica.wtf Art. 54 full text
#   note: The 30 % rule is often said to be for ARTs only; the text of Art. 54(a) shows otherwise.
#   audit_kinds: [regulatory, compliance]
package mica.art_54_emt_safeguard

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.is_ordinary_emi

needs := {
	"emt.deposits_separate_accounts_eur",
	"emt.funds_received_eur",
	"emt.remainder_highly_liquid",
	"emt.remainder_same_currency",
}

uses := {"entity.licence", "entity.mica_roles", "token.significant"}

default passes := false

passes if {
	deposits := shared.cents(facts.number("emt.deposits_separate_accounts_eur"))
	deposits * 100 >= shared.cents(facts.number("emt.funds_received_eur")) * 30
	shared.all_true({"emt.remainder_highly_liquid", "emt.remainder_same_currency"})
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
