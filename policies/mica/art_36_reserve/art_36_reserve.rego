# METADATA
# scope: package
# title: Reserve fully covers claims and is segregated
# description: |
#   The reserve is worth at least what holders may claim and is kept apart, in law and in operation.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-36-RESERVE
#   pack: mica
#   category: reserve_safeguarding
#   severity: critical
#   citation: >-
#     Regulation (EU) 2023/1114 Art. 36(1)–(3) (aggregate-value rule is also in Art. 36); Art. 58(1)(a) for
#     significant EMTs of EMIs
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Top up the reserve immediately; trigger the recovery plan (Art. 46).
#   confidence: 0.9
#   source: springlex Art. 36; mica.wtf/judict Art. 58
#   audit_kinds: [regulatory, compliance]
package mica.art_36_reserve

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.keeps_reserve

needs := {
	"reserve.legally_segregated",
	"reserve.operationally_segregated",
	"reserve.value_eur",
	"token.outstanding_claims_eur",
}

uses := shared.reserve_facts

default passes := false

passes if {
	facts.number("reserve.value_eur") >= facts.number("token.outstanding_claims_eur")
	shared.all_true({"reserve.legally_segregated", "reserve.operationally_segregated"})
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
