# METADATA
# scope: package
# title: Regulation Crowdfunding cap and intermediary
# description: |
#   A crowdfunding issuer raises at most USD 5 000 000 in twelve months, through one registered intermediary.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-227.100
# custom:
#   control_id: SEC-REGCF-LIMIT
#   pack: sec
#   category: offer_conduct
#   severity: critical
#   citation: "17 CFR 227.100(a)(1), (a)(3)"
#   effective_from: ""
#   status: automated
#   remediation: Stop sales at the cap.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9; inflation adjustment possible in 2027
#   audit_kinds: [regulatory, compliance]
package sec.regcf_limit

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.string("offering.exemption") == "reg_cf"

needs := {"offering.raised_12m_usd", "offering.registered_intermediary"}

uses := {"offering.exemption"}

default passes := false

passes if {
	facts.number("offering.raised_12m_usd") <= 5000000
	facts.boolean("offering.registered_intermediary")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
