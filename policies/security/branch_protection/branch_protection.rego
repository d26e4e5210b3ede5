# METADATA
# scope: package
# title: Primary branch protected
# description: |
#   Nobody pushes to the primary branch directly or deletes it, and changes must pass the checks.
# custom:
#   control_id: SECU-BRANCH-PROTECTION
#   pack: security
#   category: source_control
#   severity: high
#   citation: OSPS-AC-03.01, OSPS-AC-03.02; Scorecard Branch-Protection (High); SSDF PS.1.1
#   effective_from: ""
#   status: automated
#   remediation: Enable ruleset.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.branch_protection

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.direct_push_blocked", "repo.deletion_blocked", "repo.status_checks_required"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.direct_push_blocked")
	facts.boolean("repo.deletion_blocked")
	facts.boolean("repo.status_checks_required")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
