# METADATA
# scope: package
# title: Fair treatment and website disclosures
# description: |
#   The provider's website shows its costs, warns of risks, links to the white papers and tells of the impact on
#   climate and environment.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-66-CLIENT-DISCLOSURE
#   pack: mica
#   category: whitepaper_disclosure
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 66(1)–(5)
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Add the missing page.
#   confidence: 0.85
#   source: secondary summary §9.2 (66, 66(5))
#   audit_kinds: [regulatory, compliance]
package mica.art_66_client_disclosure

import data.lib.verdict
import data.mica.shared

pages := {"costs", "risk_warning", "wp_links", "environmental_impacts"}

default applies := false

applies if shared.has_role("casp")

needs := {"casp.publishes"}

uses := {"entity.mica_roles"}

default passes := false

passes if shared.covers("casp.publishes", pages)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
