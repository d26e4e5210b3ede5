# METADATA
# scope: package
# title: Own funds of an EMI issuing a significant EMT
# description: |
#   An electronic-money institution with a significant EMT has own funds of at least 3 % of the average reserve,
#   with any add-on of the authority.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-58-SIG-EMT-OWN-FUNDS
#   pack: mica
#   category: capital
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 58(1)(b) with Art. 35(2),(3),(5) and Art. 45(5)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Raise own funds before classification takes effect.
#   confidence: 0.8
#   source: mica.wtf Art. 58; judict
#   note: >-
#     The floor of Art. 35(1) is not cross-referenced; whether the initial capital of EUR 350 000 still binds is
#     left to Art. 4 of Directive 2009/110/EC.
#   audit_kinds: [regulatory, compliance]
package mica.art_58_sig_emt_own_funds

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.is_significant_emi

needs := {"issuer.avg_reserve_6m_eur", "issuer.nca_addon_pct", "issuer.own_funds_eur"}

uses := {"entity.licence", "entity.mica_roles", "token.significant"}

default passes := false

passes if shared.covers_reserve(3)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
