# METADATA
# scope: package
# title: OpenSSF Scorecard threshold
# description: |
#   The aggregate Scorecard reaches the project's threshold, and the check of critical risk has its full ten points.
# related_resources:
#   - ref: https://github.com/ossf/scorecard/blob/main/docs/checks.md
# custom:
#   control_id: SECU-SCORECARD
#   pack: security
#   category: verification
#   severity: low
#   citation: OpenSSF Scorecard aggregate score (0–10)
#   effective_from: ""
#   status: automated
#   remediation: Raise the weakest High-risk checks first.
#   confidence: 0.85
#   source: scorecard docs/checks.md (risk levels); 7.0 is a project parameter
#   audit_kinds: [security]
#   parameters:
#     scorecard_min: {default: 7.0, unit: points}
package security.scorecard

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("scorecard")

needs := {"scorecard.aggregate", "scorecard.checks.Dangerous-Workflow"}

uses := {"params.scorecard_min"}

default passes := false

passes if {
	facts.number("scorecard.aggregate") >= facts.param("scorecard_min", 7)
	facts.number("scorecard.checks.Dangerous-Workflow") == 10
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
