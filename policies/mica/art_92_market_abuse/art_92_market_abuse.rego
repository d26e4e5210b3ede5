# METADATA
# scope: package
# title: Market-abuse surveillance and STORs
# description: |
#   Those who arrange or execute transactions watch for market abuse and report what is suspicious without delay.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-92-MARKET-ABUSE
#   pack: mica
#   category: trading_and_execution
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 92(1); Delegated Regulation (EU) 2025/885
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: File STORs; tune alerts.
#   confidence: 0.85
#   source: secondary summary §9.1; 2025/885 general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_92_market_abuse

import data.lib.facts
import data.lib.verdict
import data.mica.shared

services := {
	"trading_platform",
	"exchange_funds",
	"exchange_crypto",
	"execution",
	"rto",
	"placing",
	"portfolio",
}

default applies := false

applies if shared.serves(services)

needs := {
	"market_abuse.open_suspicions_unreported",
	"market_abuse.stor_procedure",
	"market_abuse.surveillance",
}

uses := shared.service_facts

default passes := false

passes if {
	shared.all_true({"market_abuse.stor_procedure", "market_abuse.surveillance"})
	facts.number("market_abuse.open_suspicions_unreported") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
