# METADATA
# scope: package
# title: Financial entity notified ≥ 40 working days before first service
# description: |
#   A licensed financial entity notifies its authority at least 40 working days before its first crypto-asset
#   service.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-60-NOTIFY-40WD
#   pack: mica
#   category: authorisation
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 60(1)–(6)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Delay launch.
#   confidence: 0.9
#   source: secondary summary §1.3
#   audit_kinds: [regulatory, compliance]
package mica.art_60_notify_40wd

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("casp")
	facts.string("casp.authorisation") == "art60"
}

needs := {"calendar.eu_public_holidays", "casp.art60_notified_on", "casp.first_service_on"}

uses := {"casp.authorisation", "entity.mica_roles"}

default passes := false

passes if shared.has_notice("casp.art60_notified_on", 40, "casp.first_service_on")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
