# METADATA
# scope: package
# title: Permanent fee-free redemption right (ART)
# description: |
#   Holders of an ART may redeem at any time at market value or for the assets referred to, under a published
#   policy and free of charge unless a recovery plan is active.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-39-REDEMPTION
#   pack: mica
#   category: holder_rights
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 39(1)–(3)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Remove redemption fees/gates from contract and terms.
#   confidence: 0.9
#   source: secondary summary (39(3), 46(1))
#   audit_kinds: [regulatory, compliance]
package mica.art_39_redemption

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("art_issuer")

# Only a fee has to be excused by a recovery plan.
more contains "redemption.recovery_plan_active" if facts.number("redemption.fee_eur") != 0

needs := {
	"redemption.basis",
	"redemption.fee_eur",
	"redemption.permanent_right",
	"redemption.policy_published",
} | more

uses := {"entity.mica_roles"}

default passes := false

passes if {
	shared.all_true({"redemption.permanent_right", "redemption.policy_published"})
	facts.string("redemption.basis") in {"market_value", "asset_delivery"}
	is_number(facts.value("redemption.fee_eur"))
	shared.is_free_redemption
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
