# METADATA
# scope: package
# title: White paper in the prescribed machine-readable format
# description: |
#   White papers of all three kinds use the harmonised template in Inline XBRL.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-WP-FORMAT-IXBRL
#   pack: mica
#   category: whitepaper_disclosure
#   severity: medium
#   citation: >-
#     Regulation (EU) 2023/1114 Art. 6(10), 19(9), 51(9); Commission Implementing Regulation (EU) 2024/2984
#   effective_from: "2025-12-23"
#   status: automated
#   remediation: Regenerate the document with the ESMA white-paper taxonomy and validate before notification.
#   confidence: 0.85
#   source: >-
#     walkersglobal (ITS applies 23 Dec 2025); corefiling (Inline XBRL); paragraph numbers general knowledge 0.8
#   audit_kinds: [regulatory, compliance]
package mica.wp_format_ixbrl

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.owes_whitepaper

needs := {"whitepaper.format"}

uses := shared.offer_facts

default passes := false

passes if facts.string("whitepaper.format") == "ixbrl"

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
