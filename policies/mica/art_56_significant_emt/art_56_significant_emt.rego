# METADATA
# scope: package
# title: Significance self-monitoring (EMT)
# description: |
#   An EMT that meets three criteria of significance, in its first report or in two that follow one another, is
#   run as significant.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-56-SIGNIFICANT-EMT
#   pack: mica
#   category: significance_and_volume
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 56(1) (criteria of Art. 43(1)); Delegated Regulation (EU) 2024/1506
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Prepare Art. 58 measures.
#   confidence: 0.9
#   source: prokopievlaw significant-EMT guide
#   audit_kinds: [regulatory, compliance]
package mica.art_56_significant_emt

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("emt_issuer")

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
