# METADATA
# scope: package
# title: EMT white paper content and 20-working-day notification
# description: |
#   The white paper of an EMT has every block of Annex III and is notified at least 20 working days before it is
#   published.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-51-EMT-WP
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 51(1), 51(11); Annex III
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Complete Annex III / move publication.
#   confidence: 0.85
#   source: gettotext/fin-law (20 working days); paragraph general knowledge 0.8
#   audit_kinds: [regulatory, compliance]
package mica.art_51_emt_wp

import data.lib.verdict
import data.mica.shared

sections := {"issuer", "token", "offer", "rights_obligations", "technology", "risks", "environmental_impacts"}

default applies := false

applies if shared.has_role("emt_issuer")

needs := {
	"calendar.eu_public_holidays",
	"whitepaper.notified_on",
	"whitepaper.published_on",
	"whitepaper.sections",
}

uses := {"entity.mica_roles"}

default passes := false

passes if {
	shared.covers("whitepaper.sections", sections)
	shared.has_notice("whitepaper.notified_on", 20, "whitepaper.published_on")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
