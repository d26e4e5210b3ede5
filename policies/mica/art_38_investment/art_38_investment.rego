# METADATA
# scope: package
# title: Reserve invested only in highly liquid, minimal-risk instruments
# description: |
#   What of the reserve is invested is highly liquid, and its gains and losses are the issuer's.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-38-INVESTMENT
#   pack: mica
#   category: reserve_safeguarding
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 38(1), 38(4)
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Divest ineligible instruments.
#   confidence: 0.85
#   source: springlex Art. 38; 38(4) general knowledge 0.8
#   audit_kinds: [regulatory, compliance]
package mica.art_38_investment

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.keeps_reserve

needs := {"reserve.investments", "reserve.investments[*].highly_liquid", "reserve.pnl_borne_by_issuer"}

uses := shared.reserve_facts

default passes := false

passes if {
	facts.boolean("reserve.pnl_borne_by_issuer")
	every investment in facts.list("reserve.investments") {
		investment.highly_liquid == true
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
