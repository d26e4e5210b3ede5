# METADATA
# scope: package
# title: Orderly wind-down plan
# description: |
#   Providers of custody, platform, exchange, execution or placing have a plan to wind down without harm to
#   clients.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-74-WIND-DOWN
#   pack: mica
#   category: plans_and_continuity
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 74
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Write and approve the plan.
#   confidence: 0.8
#   source: secondary summary §7.3; limitation to Arts 75–79 services general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_74_wind_down

import data.lib.facts
import data.lib.verdict
import data.mica.shared

services := {
	"custody",
	"trading_platform",
	"exchange_funds",
	"exchange_crypto",
	"execution",
	"placing",
}

default applies := false

applies if shared.serves(services)

needs := {"wind_down.plan"}

uses := shared.service_facts

default passes := false

passes if facts.boolean("wind_down.plan")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
