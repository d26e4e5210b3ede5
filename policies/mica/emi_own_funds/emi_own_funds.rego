# METADATA
# scope: package
# title: EMI own funds (ordinary EMT)
# description: |
#   An electronic-money institution with an ordinary EMT has own funds of EUR 350 000 and of 2 % of its average
#   outstanding e-money.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
#   - ref: http://data.europa.eu/eli/dir/2009/110/oj
# custom:
#   control_id: MICA-EMI-OWN-FUNDS
#   pack: mica
#   category: capital
#   severity: high
#   citation: Directive 2009/110/EC Arts 4 and 5(3) (via MiCA Art. 48)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Raise own funds.
#   confidence: 0.85
#   source: general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.emi_own_funds

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.is_ordinary_emi

needs := {"issuer.avg_outstanding_emoney_eur", "issuer.own_funds_eur"}

uses := {"entity.licence", "entity.mica_roles", "token.significant"}

default passes := false

passes if {
	own_funds := facts.number("issuer.own_funds_eur")
	own_funds >= 350000
	shared.cents(own_funds) * 100 >= shared.cents(facts.number("issuer.avg_outstanding_emoney_eur")) * 2
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
