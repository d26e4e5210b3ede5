# METADATA
# scope: package
# title: "Custody: agreement, register, policy, quarterly statements, segregation, liability"
# description: |
#   Custody rests on client agreements, a register of positions and a policy; clients get statements every three
#   months, assets are apart on the ledger, losses are made good up to market value and sub-custodians are
#   authorised.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-75-CUSTODY
#   pack: mica
#   category: reserve_safeguarding
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 75(1)–(3), (5), (7)–(9)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Close the listed gap; change T&Cs that exclude liability.
#   confidence: 0.9
#   source: secondary summary §7.4; bcas.io
#   audit_kinds: [regulatory, compliance]
package mica.art_75_custody

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.serves({"custody"})

needs := {
	"custody.client_agreements",
	"custody.liability",
	"custody.policy",
	"custody.register_of_positions",
	"custody.segregated_on_dlt",
	"custody.statement_interval_months",
	"custody.subcustodians",
	"custody.subcustodians[*].authorised_casp",
}

uses := shared.service_facts

default passes := false

passes if {
	shared.all_true({
		"custody.client_agreements",
		"custody.policy",
		"custody.register_of_positions",
		"custody.segregated_on_dlt",
	})
	facts.number("custody.statement_interval_months") <= 3
	facts.string("custody.liability") in {"market_value", "full"}
	is_array(facts.value("custody.subcustodians"))
	every subcustodian in facts.list("custody.subcustodians") {
		subcustodian.authorised_casp == true
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
