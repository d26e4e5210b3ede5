# METADATA
# scope: package
# title: Inside information disclosed and kept five years
# description: |
#   Inside information is disclosed, or held back only under the conditions for delay and with the authority
#   informed once disclosed; it stays on the website five years, apart from marketing.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-88-INSIDE-INFO
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 88(1)–(4); Implementing Regulation (EU) 2024/2861
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Disclose; document delay conditions.
#   confidence: 0.85
#   source: secondary summary §9.1; 2024/2861 general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_88_inside_info

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	count(facts.list("entity.mica_roles")) > 0
	is_issuer_or_offeror
	count(facts.list("inside_info")) > 0
}

# Title VI reaches exempt offers too, so the exemptions of Art. 4 play no part here.
is_issuer_or_offeror if shared.has_issuer_role

is_issuer_or_offeror if shared.has_role("offeror_other")

needs := {"inside_info[*].combined_with_marketing", "inside_info[*].website_retention_years"}

uses := {"entity.mica_roles", "inside_info"}

default passes := false

passes if {
	every item in facts.list("inside_info") {
		shared.is_at_least(item.website_retention_years, 5)
		item.combined_with_marketing == false
		is_told(item)
	}
}

is_told(item) if {
	facts.is_date(item.disclosed_on)
	is_delay_clear(item)
}

is_told(item) if {
	object.get(item, "disclosed_on", null) == null
	item.delay_conditions_met == true
}

is_delay_clear(item) if item.delayed == false

is_delay_clear(item) if item.nca_informed_of_delay == true

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
