# METADATA
# scope: package
# title: Token classified under the 2026 SEC/CFTC interpretation and Howey
# description: |
#   Whoever offers a token to US persons keeps an analysis of what the token is; what is a security, or is sold as
#   an investment contract, names its registration or exemption.
# custom:
#   control_id: SEC-TOKEN-CLASSIFICATION
#   pack: sec
#   category: authorisation
#   severity: critical
#   citation: SEC Release No. 33-11412 (interpretation, 17 March 2026); SEC v. W.J. Howey Co.
#   effective_from: "2026-03-17"
#   status: attested
#   remediation: Commission the analysis; register or fit an exemption.
#   confidence: 0.85
#   source: paulweiss; nge; kucoin (release no.); findknowdo
#   note: >-
#     Interpretation, not a rule; a non-security token can still be sold subject to an investment contract.
#     “Regulation Crypto Assets” was at OIRA in April 2026 — status later than that not established.
#   audit_kinds: [regulatory, compliance]
package sec.token_classification

import data.lib.facts
import data.lib.verdict

categories := {"digital_commodity", "digital_collectible", "digital_tool", "stablecoin", "digital_security"}

default applies := false

applies if facts.present("us_token")

needs contains "us_token.category"

needs contains "us_token.analysis_documented"

# How it is sold matters only while no registration or exemption is named.
needs contains "us_token.sold_as_investment_contract" if {
	facts.string("us_token.category") != "digital_security"
	not registered
}

uses := {"us_token.registration_or_exemption", "us_token.sold_as_investment_contract"}

default passes := false

passes if {
	facts.string("us_token.category") in categories
	facts.boolean("us_token.analysis_documented")
	lawful
}

lawful if {
	facts.string("us_token.category") != "digital_security"
	facts.boolean("us_token.sold_as_investment_contract") == false
}

lawful if registered

registered if trim_space(facts.string("us_token.registration_or_exemption")) != ""

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
