# METADATA
# scope: package
# title: White paper drawn up and notified by a legal person before a public offer
# description: |
#   Whoever offers a crypto-asset other than an ART or EMT to the public is a legal person and has drawn up and
#   notified a white paper first, unless the offer is exempt and nobody has announced a listing.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-4-WP-DUTY
#   pack: mica
#   category: whitepaper_disclosure
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 4(1)(a)–(c); exemptions Art. 4(2)–(3); loss of exemption Art. 4(4)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: >-
#     Incorporate a legal person, draft and notify the white paper, or evidence the exemption used and stop
#     signalling a listing.
#   confidence: 0.9
#   source: secondary summary §5.1; sv.law; gomica.eu exemptions; general knowledge for Art. 4(4) 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_4_wp_duty

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.offers

needs := {"offer.offeror_is_legal_person", "whitepaper.drawn_up", "whitepaper.notified_on"}

uses := shared.offer_facts

default passes := false

passes if {
	facts.boolean("offer.offeror_is_legal_person")
	facts.boolean("whitepaper.drawn_up")
	facts.is_date(facts.value("whitepaper.notified_on"))
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
