# METADATA
# scope: package
# title: Tests cover enough lines
# description: |
#   The share of lines that the tests of the default branch run is at least the project's threshold.
# custom:
#   control_id: QUAL-TEST-COVERAGE
#   pack: quality
#   category: testing
#   severity: medium
#   citation: Project parameter; no law
#   effective_from: ""
#   status: automated
#   remediation: Test the lines that no test runs, the riskiest first.
#   confidence: 1
#   source: threshold of this hub
#   audit_kinds: [testCoverage]
#   parameters:
#     quality_min_line_coverage: {default: 80, unit: percent}
package quality.test_coverage

import data.lib.facts
import data.lib.verdict
import data.quality.shared

default applies := false

applies if shared.is_indexed

needs := {"quality.coverage.lines_covered", "quality.coverage.lines_total"}

uses := {"params.quality_min_line_coverage", "quality.indexed"}

default passes := false

passes if {
	total := facts.number("quality.coverage.lines_total")
	total > 0
	shared.at_least(
		facts.number("quality.coverage.lines_covered"),
		total,
		facts.param("quality_min_line_coverage", 80),
	)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
