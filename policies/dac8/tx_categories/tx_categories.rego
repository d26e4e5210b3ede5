# METADATA
# scope: package
# title: Aggregates per asset for all transaction categories
# description: |
#   For each asset the report can tell amount or fair value, units and number of transactions in every one of the
#   eight categories.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-TX-CATEGORIES
#   pack: dac8
#   category: tax_reporting
#   severity: high
#   citation: Annex VI Section II.B(3)(b)–(i)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Extend the classifier/aggregator.
#   confidence: 0.9
#   source: secondary summary; several public DAC8 engines
#   note: >-
#     Categories with zero activity may be reported as zero; “present” means supported by the pipeline. The
#     directive says gross amounts; the OECD XML guide speaks of net of fees: store both.
#   audit_kinds: [regulatory, compliance]
package dac8.tx_categories

import data.dac8.shared
import data.lib.verdict

categories := {
	"fiat_acquisition", "fiat_disposal", "crypto_acquisition", "crypto_disposal", "retail_payment", "transfer_in",
	"transfer_out", "transfer_out_unhosted",
}

measures := {"amount_or_fmv", "units", "count"}

default applies := false

applies if shared.has_report

needs := {"report.categories", "report.measures_per_category"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	shared.covers("report.categories", categories)
	shared.covers("report.measures_per_category", measures)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
