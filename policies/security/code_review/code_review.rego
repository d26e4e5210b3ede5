# METADATA
# scope: package
# title: Non-author approval before merge
# description: |
#   Every change of the primary branch was approved by a person other than its author.
# custom:
#   control_id: SECU-CODE-REVIEW
#   pack: security
#   category: source_control
#   severity: high
#   citation: OSPS-QA-07.01; Scorecard Code-Review (High); SSDF PW.7.1
#   effective_from: ""
#   status: automated
#   remediation: Require review; remove admin bypass.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.code_review

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.changes_sampled", "repo.changes_reviewed", "repo.required_approvals"}

uses := set()

default passes := false

passes if {
	facts.number("repo.required_approvals") >= 1
	facts.number("repo.changes_reviewed") == facts.number("repo.changes_sampled")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
