# METADATA
# scope: package
# title: Reserve in custody within five working days, unencumbered
# description: |
#   The assets of the reserve are unencumbered and reach an eligible custodian within five working days of issue.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-37-CUSTODY
#   pack: mica
#   category: reserve_safeguarding
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 37(1), 37(3)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Release pledges; move assets to eligible custody.
#   confidence: 0.95
#   source: judict.eu Art. 37 text
#   audit_kinds: [regulatory, compliance]
package mica.art_37_custody

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.keeps_reserve

eligible := {"casp", "credit_institution", "investment_firm"}

custodians := {kind | some kind in facts.list("reserve.custodian_types")}

needs := {"reserve.custodian_types", "reserve.encumbered", "reserve.max_custody_lag_working_days"}

uses := shared.reserve_facts

default passes := false

passes if {
	facts.boolean("reserve.encumbered") == false
	count(custodians) > 0
	count(custodians - eligible) == 0
	facts.number("reserve.max_custody_lag_working_days") <= 5
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
