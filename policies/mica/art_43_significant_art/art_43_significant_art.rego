# METADATA
# scope: package
# title: Significance self-monitoring (ART)
# description: |
#   An ART that meets three criteria of significance, in its first report or in two that follow one another, is
#   run as significant.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-43-SIGNIFICANT-ART
#   pack: mica
#   category: significance_and_volume
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 43(1)–(2); Delegated Regulation (EU) 2024/1506
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Prepare Art. 45 measures and the hand-over to EBA supervision.
#   confidence: 0.9
#   source: prokopievlaw Art. 43; secondary summary §11; mica.wtf (2024/1506)
#   note: >-
#     Exactly 10 000 000 holders or EUR 5 bn does not count. The criteria specified by Delegated Regulation (EU)
#     2024/1506 need a human judgement as a fact. Several issuers: aggregate.
#   audit_kinds: [regulatory, compliance]
package mica.art_43_significant_art

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("art_issuer")

needs := shared.significance_needs

uses := {"entity.mica_roles", "token.significance_reports", "token.significant"}

default passes := false

passes if shared.is_significance_settled

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
