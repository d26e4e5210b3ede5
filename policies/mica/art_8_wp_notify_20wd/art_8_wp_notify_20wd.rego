# METADATA
# scope: package
# title: White paper notified at least 20 working days before publication, with classification explanation
# description: |
#   The white paper reaches the authority, with the explanation of how the asset is classified, at least 20
#   working days before it is published.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-8-WP-NOTIFY-20WD
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 8(1), 8(4), 8(5)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Move publication (and the offer) to the first date ≥ notification + 20 working days.
#   confidence: 0.85
#   source: >-
#     20 working days gettotext/fin-law for EMT; ctalaw (draft text) for Title II; Art. 8(4) explanation
#     walkersglobal
#   audit_kinds: [regulatory, compliance]
package mica.art_8_wp_notify_20wd

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.offers

needs := {
	"calendar.eu_public_holidays",
	"whitepaper.classification_explanation",
	"whitepaper.notified_on",
	"whitepaper.published_on",
}

uses := shared.offer_facts

default passes := false

passes if {
	facts.boolean("whitepaper.classification_explanation")
	shared.has_notice("whitepaper.notified_on", 20, "whitepaper.published_on")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
