# METADATA
# scope: package
# title: Title II white-paper content and mandatory statements
# description: |
#   The white paper of a Title II offer has every block of information of Annex I, the summary and the prescribed
#   statements.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-6-WP-CONTENT
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 6(1), 6(3), 6(5)–(7); Annex I
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Add the missing Annex I part or statement, then re-notify (Art. 12) if already published.
#   confidence: 0.85
#   source: walkersglobal 2025-09 (Art. 6 + Annex I); paragraph split general knowledge 0.8
#   audit_kinds: [regulatory, compliance]
package mica.art_6_wp_content

import data.lib.verdict
import data.mica.shared

sections := {
	"offeror",
	"project",
	"offer",
	"crypto_asset",
	"rights_obligations",
	"technology",
	"risks",
	"environmental_impacts",
}

statements := {"no_approval", "value_loss_warning", "management_body", "summary"}

default applies := false

applies if shared.offers

needs := {"whitepaper.sections", "whitepaper.statements"}

uses := shared.offer_facts

default passes := false

passes if {
	shared.covers("whitepaper.sections", sections)
	shared.covers("whitepaper.statements", statements)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
