# METADATA
# scope: package
# title: Extra obligations of significant tokens
# description: |
#   Issuers of significant tokens have a remuneration policy that promotes sound risk management, custody open to
#   several providers, a liquidity policy and liquidity stress tests.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-45-SIG-OBLIGATIONS
#   pack: mica
#   category: significance_and_volume
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 45(1)–(4); Art. 58(1)(a)
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Adopt the missing policy.
#   confidence: 0.9
#   source: secondary summary; mica.wtf Art. 58
#   audit_kinds: [regulatory, compliance]
package mica.art_45_sig_obligations

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("art_issuer")
	facts.boolean("token.significant")
}

applies if shared.is_significant_emi

needs := {"sig.liquidity_policy", "sig.multi_casp_custody", "sig.remuneration_policy", "sig.stress_tests"}

uses := {"entity.licence", "entity.mica_roles", "token.significant"}

default passes := false

passes if shared.all_true(needs)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
