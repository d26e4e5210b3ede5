# METADATA
# scope: package
# title: White paper public before the offer starts
# description: |
#   The white paper is on the website before the offer opens, and stays there.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-9-WP-PUBLISH
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 9(1)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Publish first, then open the offer; keep the URL stable.
#   confidence: 0.85
#   source: gomica.eu public-offer page
#   audit_kinds: [regulatory, compliance]
package mica.art_9_wp_publish

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.offers

needs := {"offer.start_on", "whitepaper.publicly_available", "whitepaper.published_on"}

uses := shared.offer_facts

default passes := false

# In any event before the offer starts: publication on its first day is too late.
passes if {
	calendar.days_between(facts.date("whitepaper.published_on"), facts.date("offer.start_on")) > 0
	facts.boolean("whitepaper.publicly_available")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
