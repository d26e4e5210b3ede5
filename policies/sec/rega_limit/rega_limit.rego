# METADATA
# scope: package
# title: Regulation A tier caps
# description: |
#   An issuer under Regulation A raises at most USD 20 million (Tier 1) or USD 75 million (Tier 2) in twelve months,
#   and only after its Form 1-A is qualified.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.251
# custom:
#   control_id: SEC-REGA-LIMIT
#   pack: sec
#   category: offer_conduct
#   severity: critical
#   citation: "17 CFR 230.251(a)(1)–(2)"
#   effective_from: ""
#   status: automated
#   remediation: Stop sales / upgrade tier.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.rega_limit

import data.lib.facts
import data.lib.verdict

cap_usd := {"reg_a_tier1": 20000000, "reg_a_tier2": 75000000}

default applies := false

applies if cap_usd[facts.string("offering.exemption")]

needs := {"offering.raised_12m_usd", "offering.form_1a_qualified"}

uses := {"offering.exemption"}

default passes := false

passes if {
	facts.number("offering.raised_12m_usd") <= cap_usd[facts.string("offering.exemption")]
	facts.boolean("offering.form_1a_qualified")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
