# METADATA
# scope: package
# title: ART governance policies and continuity
# description: |
#   The issuer of an ART has a written policy on each matter listed, one for the continuity of business, and ICT
#   in line with DORA.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-34-GOVERNANCE
#   pack: mica
#   category: governance
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 34(1), 34(5), 34(9)–(10)
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Adopt the missing policy at management-body level.
#   confidence: 0.75
#   source: secondary summary §8 (34(10)→DORA); list general knowledge 0.75
#   audit_kinds: [regulatory, compliance]
package mica.art_34_governance

import data.lib.verdict
import data.mica.shared

policies := {
	"reserve",
	"custody",
	"holder_rights",
	"issuance_redemption",
	"tx_validation",
	"third_parties",
	"complaints",
	"conflicts",
}

default applies := false

applies if shared.has_role("art_issuer")

needs := {"issuer.bcp_policy", "issuer.ict_dora_aligned", "issuer.policies"}

uses := {"entity.mica_roles"}

default passes := false

passes if {
	shared.covers("issuer.policies", policies)
	shared.all_true({"issuer.bcp_policy", "issuer.ict_dora_aligned"})
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
