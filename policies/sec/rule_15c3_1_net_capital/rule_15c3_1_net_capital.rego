# METADATA
# scope: package
# title: Minimum net capital
# description: |
#   Net capital reaches the fixed minimum of the business and a fifteenth of aggregate indebtedness (an eighth in
#   the first year), or under the alternative method USD 250 000 and 2 % of aggregate debits.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.15c3-1
# custom:
#   control_id: SEC-15C3-1-NET-CAPITAL
#   pack: sec
#   category: capital
#   severity: critical
#   citation: "17 CFR 240.15c3-1(a)(1)(i)–(ii), (a)(2)"
#   effective_from: ""
#   status: automated
#   remediation: Cease expansion, notify under Rule 17a-11, restore capital.
#   confidence: 0.85
#   source: general knowledge of the text, 0.85
#   audit_kinds: [regulatory, compliance]
package sec.rule_15c3_1_net_capital

import data.lib.facts
import data.lib.verdict
import data.sec.shared

# USD, paragraph (a)(2): carries accounts; receives but does not hold; does not receive; deals for its own account.
minimum := {"carrying": 250000, "introducing_no_custody": 50000, "introducing_no_receipt": 5000, "dealer": 100000}

default applies := false

applies if shared.is_broker_dealer

needs contains "net_capital.usd"

needs contains "net_capital.method"

needs contains "net_capital.category" if by_ratio

needs contains "net_capital.aggregate_indebtedness_usd" if by_ratio

# Without it nobody can tell an eighth from a fifteenth.
needs contains "net_capital.first_12_months" if by_ratio

needs contains "net_capital.aggregate_debits_usd" if by_alternative

uses := {"entity.sec_roles"}

by_ratio if facts.string("net_capital.method") == "ai_ratio"

by_alternative if facts.string("net_capital.method") == "alternative"

usd := facts.number("net_capital.usd")

# Multiplied rather than divided, so that no rounding decides.
default passes := false

passes if {
	by_ratio
	usd >= minimum[facts.string("net_capital.category")]
	usd * ratio[facts.boolean("net_capital.first_12_months")] >= facts.number("net_capital.aggregate_indebtedness_usd")
}

passes if {
	by_alternative
	usd >= 250000
	usd * 50 >= facts.number("net_capital.aggregate_debits_usd")
}

ratio := {true: 8, false: 15}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
