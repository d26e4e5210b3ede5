# METADATA
# scope: package
# title: Marketing communications fair, consistent, linked to and not earlier than the white paper
# description: |
#   Each piece of marketing says what it is, agrees with the white paper and points to it, does not come before
#   it, and for an ART or EMT states the right of redemption.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-MARKETING-COMMS
#   pack: mica
#   category: whitepaper_disclosure
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 7 (other), Art. 29 (ART), Art. 53 (EMT)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Withdraw early or inconsistent items; add the required statements.
#   confidence: 0.85
#   source: gomica.eu; secondary summary
#   audit_kinds: [regulatory, compliance]
package mica.marketing_comms

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.owes_whitepaper
	count(facts.list("marketing.items")) > 0
}

uses := shared.offer_facts | {"marketing.items"}

default passes := false

passes if {
	every item in facts.list("marketing.items") {
		is_fair(item)
		shared.not_after(facts.date("whitepaper.published_on"), item.first_published_on)
		states_redemption(item)
	}
}

is_fair(item) if {
	item.identified_as_marketing == true
	item.consistent_with_wp == true
	item.references_wp == true
}

states_redemption(item) if item.states_redemption_right == true

states_redemption(_) if {
	is_string(facts.value("token.type"))
	not is_redeemable
}

is_redeemable if facts.value("token.type") in {"art", "emt"}

# Without the kind of token nobody can say whether the right of redemption has to be stated.
needs contains path if {
	some path in {
		"marketing.items[*].consistent_with_wp",
		"marketing.items[*].first_published_on",
		"marketing.items[*].identified_as_marketing",
		"marketing.items[*].references_wp",
		"token.type",
		"whitepaper.published_on",
	}
}

needs contains "marketing.items[*].states_redemption_right" if is_redeemable

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
