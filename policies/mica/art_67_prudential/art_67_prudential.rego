# METADATA
# scope: package
# title: CASP prudential safeguards
# description: |
#   Own funds and insurance together are at least the minimum of the provider's class and a quarter of last year's
#   fixed overheads.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-67-PRUDENTIAL
#   pack: mica
#   category: capital
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 67(1), (4); Annex IV; carve-out Art. 60(10)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Inject CET1 or extend qualifying insurance.
#   confidence: 0.95
#   source: mica.wtf Annex IV and Art. 67 full text
#   audit_kinds: [regulatory, compliance]
package mica.art_67_prudential

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

# No authorisation at all is no reason to ask for less; Art. 60(10) spares only those who notified.
applies if {
	shared.has_role("casp")
	facts.value("casp.authorisation") != "art60"
}

services := {service | some service in facts.list("casp.services")}

default class_minimum := 50000

class_minimum := 150000 if {
	"trading_platform" in services
} else := 125000 if {
	count(services & {"custody", "exchange_funds", "exchange_crypto"}) > 0
}

needs := {
	"casp.fixed_overheads_prev_year_eur",
	"casp.insurance_cover_eur",
	"casp.own_funds_eur",
	"casp.services",
}

uses := {"casp.authorisation", "entity.mica_roles"}

default passes := false

passes if {
	is_array(facts.value("casp.services"))
	safeguards := shared.cents(facts.number("casp.own_funds_eur")) + shared.cents(facts.number("casp.insurance_cover_eur"))
	safeguards >= class_minimum * 100
	safeguards * 4 >= shared.cents(facts.number("casp.fixed_overheads_prev_year_eur"))
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
