# METADATA
# scope: package
# title: Modified white paper notified at least seven working days before publication
# description: |
#   An amended white paper is notified at least seven working days before it is published.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-12-WP-MODIFY-7WD
#   pack: mica
#   category: whitepaper_disclosure
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 12(1)–(2)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Re-sequence the amendment; keep the superseded version available with a warning.
#   confidence: 0.8
#   source: secondary summary §5.3 (Art. 12); 7 working days general knowledge 0.8
#   audit_kinds: [regulatory, compliance]
package mica.art_12_wp_modify_7wd

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.offers
	facts.present("whitepaper.modification")
}

needs := {
	"calendar.eu_public_holidays",
	"whitepaper.modification.notified_on",
	"whitepaper.modification.published_on",
}

uses := shared.offer_facts

default passes := false

passes if shared.has_notice("whitepaper.modification.notified_on", 7, "whitepaper.modification.published_on")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
