# METADATA
# scope: package
# title: Suitability before advice/portfolio management; review every two years
# description: |
#   Suitability is assessed before advice or portfolio management and again every two years, with a report;
#   portfolio clients get statements every three months.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-81-SUITABILITY
#   pack: mica
#   category: trading_and_execution
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 81(1), (8), (12)–(14)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Block service until assessed.
#   confidence: 0.85
#   source: secondary summary §7.4
#   audit_kinds: [regulatory, compliance]
package mica.art_81_suitability

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.serves({"advice", "portfolio"})

is_portfolio_manager if shared.serves({"portfolio"})

more contains "suitability.pm_statement_interval_months" if is_portfolio_manager

needs := {
	"suitability.assessed_before_service",
	"suitability.reassess_interval_months",
	"suitability.report_issued",
} | more

uses := shared.service_facts

default passes := false

passes if {
	shared.all_true({"suitability.assessed_before_service", "suitability.report_issued"})
	facts.number("suitability.reassess_interval_months") <= 24
	are_statements_given
}

are_statements_given if not is_portfolio_manager

are_statements_given if facts.number("suitability.pm_statement_interval_months") <= 3

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
