# METADATA
# scope: package
# title: Consistent fiat valuation at transaction time
# description: |
#   Amounts are in one currency, valued when each transaction took place, by a documented method.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-VALUATION
#   pack: dac8
#   category: tax_reporting
#   severity: medium
#   citation: Annex VI Section II (valuation rules)
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Pin a price source and document it.
#   confidence: 0.8
#   source: general knowledge of the text, 0.8
#   audit_kinds: [regulatory, compliance]
package dac8.valuation

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.has_report

needs := {
	"report.valuation.single_currency",
	"report.valuation.at_transaction_time",
	"report.valuation.method_documented",
}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	every path in needs {
		facts.boolean(path)
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
