# METADATA
# scope: package
# title: Travel rule data on every transfer; self-hosted > EUR 1 000 ownership check
# description: |
#   Every transfer carries who sends and who receives; above EUR 1 000 to or from a self-hosted address the
#   provider has assessed whose address it is.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1113/oj
# custom:
#   control_id: MICA-TFR-14-TRAVEL-RULE
#   pack: mica
#   category: financial_crime
#   severity: critical
#   citation: Regulation (EU) 2023/1113 Art. 14(1)–(2), 14(5); Art. 16(2)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Hold/reject incomplete transfers; add address-ownership proof.
#   confidence: 0.95
#   source: mica.wtf TFR Art. 14; horizon-scanner; cryptolawindex (EBA/GL/2024/11)
#   audit_kinds: [regulatory, compliance]
package mica.tfr_14_travel_rule

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("casp")
	count(facts.list("travel_rule.transfers")) > 0
}

needs := {
	"travel_rule.transfers[*].beneficiary_info",
	"travel_rule.transfers[*].counterparty",
	"travel_rule.transfers[*].originator_info",
}

uses := {"entity.mica_roles", "travel_rule.transfers"}

default passes := false

passes if {
	every transfer in facts.list("travel_rule.transfers") {
		transfer.originator_info == true
		transfer.beneficiary_info == true
		is_owner_clear(transfer)
	}
}

is_owner_clear(transfer) if {
	is_string(transfer.counterparty)
	transfer.counterparty != "self_hosted"
}

is_owner_clear(transfer) if shared.is_at_most(transfer.amount_eur, 1000)

is_owner_clear(transfer) if transfer.ownership_assessed == true

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
