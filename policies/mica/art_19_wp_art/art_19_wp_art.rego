# METADATA
# scope: package
# title: ART white paper content, approved
# description: |
#   The white paper of an ART has every block of Annex II and is approved, unless Art. 16(2) exempts its issuer
#   from authorisation.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-19-WP-ART
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 19(1); Annex II; approval Art. 21 or Art. 17
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Complete Annex II and obtain approval.
#   confidence: 0.85
#   source: general knowledge 0.85; secondary summary
#   audit_kinds: [regulatory, compliance]
package mica.art_19_wp_art

import data.lib.facts
import data.lib.verdict
import data.mica.shared

sections := {
	"issuer",
	"token",
	"offer",
	"rights_obligations",
	"technology",
	"risks",
	"reserve_of_assets",
	"environmental_impacts",
}

default applies := false

applies if shared.has_role("art_issuer")

more contains "whitepaper.approved" if not shared.is_art_exempt

needs := {"whitepaper.sections"} | more

uses := shared.art_facts

default passes := false

passes if {
	shared.covers("whitepaper.sections", sections)
	is_approved
}

is_approved if facts.boolean("whitepaper.approved")

is_approved if shared.is_art_exempt

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
