# METADATA
# scope: package
# title: Trading platform rules, no own-account dealing, settlement within 24 h, white-paper gate
# description: |
#   A platform has rules, lists only assets whose required white paper is published, does not trade for itself, is
#   transparent, starts settlement within 24 hours and keeps order data five years.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-76-PLATFORM
#   pack: mica
#   category: trading_and_execution
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 76(1), (5), (9)–(10), (12), (15)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Suspend non-compliant listings; fix settlement pipeline.
#   confidence: 0.85
#   source: secondary summary §7.4; 76(15) five years general knowledge 0.8
#   note: >-
#     Assets admitted before 30 December 2024 follow Art. 143(2) (white paper by 31 December 2027): their
#     wp_required is false until then. Settlement off the ledger: close of business.
#   audit_kinds: [regulatory, compliance]
package mica.art_76_platform

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.serves({"trading_platform"})

needs := {
	"platform.assets",
	"platform.assets[*].wp_required",
	"platform.operating_rules",
	"platform.order_data_retention_years",
	"platform.own_account_dealing",
	"platform.settlement_initiation_max_hours",
	"platform.trade_transparency",
}

uses := shared.service_facts

default passes := false

passes if {
	shared.all_true({"platform.operating_rules", "platform.trade_transparency"})
	facts.boolean("platform.own_account_dealing") == false
	facts.number("platform.settlement_initiation_max_hours") <= 24
	facts.number("platform.order_data_retention_years") >= 5
	is_array(facts.value("platform.assets"))
	every asset in facts.list("platform.assets") {
		may_be_listed(asset)
	}
}

may_be_listed(asset) if asset.wp_required == false

may_be_listed(asset) if {
	asset.wp_required == true
	asset.wp_published == true
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
