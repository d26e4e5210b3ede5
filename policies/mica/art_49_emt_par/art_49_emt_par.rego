# METADATA
# scope: package
# title: EMT issued and redeemed at par, any time, no fee
# description: |
#   EMTs are issued at par and redeemed at par at any time, free of charge unless a recovery plan is active.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-49-EMT-PAR
#   pack: mica
#   category: holder_rights
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 49(3), 49(4), 49(6)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Fix mint/redeem pricing; drop fees and minimum amounts that operate as gates.
#   confidence: 0.95
#   source: fantasticsearch Art. 49 full text
#   audit_kinds: [regulatory, compliance]
package mica.art_49_emt_par

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("emt_issuer")

# Only a fee has to be excused by a recovery plan.
more contains "redemption.recovery_plan_active" if facts.number("redemption.fee_eur") != 0

needs := {"emt.issued_at_par", "redemption.basis", "redemption.fee_eur", "redemption.permanent_right"} | more

uses := {"entity.mica_roles"}

default passes := false

passes if {
	shared.all_true({"emt.issued_at_par", "redemption.permanent_right"})
	facts.string("redemption.basis") == "par"
	is_number(facts.value("redemption.fee_eur"))
	shared.is_free_redemption
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
