# METADATA
# scope: package
# title: Quarterly reporting above EUR 100 million
# description: |
#   Above EUR 100 million of issue value, or when the authority asks, the issuer reports holders, value, reserve
#   and transactions every quarter.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-22-QUARTERLY
#   pack: mica
#   category: significance_and_volume
#   severity: high
#   citation: >-
#     Regulation (EU) 2023/1114 Art. 22(1) (and 22(2) on NCA request); Art. 58(3) for non-EU-currency EMTs;
#     Implementing Regulation (EU) 2024/2902
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Submit the EBA templates; automate extraction.
#   confidence: 0.9
#   source: corefiling; secondary summary; grand.io (2024/2902); judict Art. 58(3)
#   audit_kinds: [regulatory, compliance]
package mica.art_22_quarterly

import data.lib.facts
import data.lib.verdict
import data.mica.shared

fields := {
	"holders",
	"value_issued",
	"reserve_size",
	"avg_tx_count",
	"avg_tx_value",
	"means_of_exchange_estimate",
}

default applies := false

applies if {
	shared.is_watched
	reports
}

reports if facts.number("token.issue_value_eur") > 100000000

reports if facts.boolean("reporting.nca_required")

needs := {"reporting.fields", "reporting.latest_quarter_submitted"}

uses := {"entity.mica_roles", "reporting.nca_required", "token.eu_official_currency", "token.issue_value_eur"}

default passes := false

passes if {
	facts.boolean("reporting.latest_quarter_submitted")
	shared.covers("reporting.fields", fields)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
