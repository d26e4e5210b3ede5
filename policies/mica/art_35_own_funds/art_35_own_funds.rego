# METADATA
# scope: package
# title: ART issuer own funds
# description: |
#   Own funds of an ART issuer are at least the highest of EUR 350 000, 2 % (3 % when significant) of the average
#   reserve with any add-on, and a quarter of last year's fixed overheads.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-35-OWN-FUNDS
#   pack: mica
#   category: capital
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 35(1)–(3); Art. 45(5) for significant ARTs
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Raise CET1 or shrink the reserve/overheads.
#   confidence: 0.95
#   source: judict.eu Art. 35 full text; digitalpolicyalert (3 %)
#   note: >-
#     Title III disapplies Art. 35 for ARTs issued by credit institutions (confidence 0.75; the paragraph was not
#     verified, so it is not cited). That the issuer exempt under Art. 16(2) is outside Arts 35 to 38 is a
#     convention of the engine: Art. 16(2) only switches off Art. 16(1), so have counsel confirm.
#   audit_kinds: [regulatory, compliance]
package mica.art_35_own_funds

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

# Title III leaves credit institutions to their own capital rules; no licence at all is an issuer's usual case.
applies if {
	shared.issues_art
	facts.value("entity.licence") != "credit_institution"
}

percent := 3 if facts.boolean("token.significant")

percent := 2 if facts.boolean("token.significant") == false

needs := {
	"issuer.avg_reserve_6m_eur",
	"issuer.fixed_overheads_prev_year_eur",
	"issuer.nca_addon_pct",
	"issuer.own_funds_eur",
	"token.significant",
}

uses := shared.art_facts | {"entity.licence"}

default passes := false

passes if {
	own_funds := facts.number("issuer.own_funds_eur")
	own_funds >= 350000
	shared.covers_reserve(percent)
	shared.cents(own_funds) * 4 >= shared.cents(facts.number("issuer.fixed_overheads_prev_year_eur"))
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
