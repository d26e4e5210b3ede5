# METADATA
# scope: package
# title: Least-privilege CI tokens, no dangerous workflows
# description: |
#   The pipeline may only read unless a job needs more, and input from strangers reaches no privileged job.
# custom:
#   control_id: SECU-CI-PERMISSIONS
#   pack: security
#   category: source_control
#   severity: critical
#   citation: >-
#     OSPS-AC-04.01, OSPS-AC-04.02, OSPS-BR-01.01, OSPS-BR-01.03; Scorecard Token-Permissions (High),
#     Dangerous-Workflow (Critical)
#   effective_from: ""
#   status: automated
#   remediation: "Set permissions: read-all; split privileged jobs."
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.ci_permissions

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.ci_default_readonly", "repo.dangerous_workflows"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.ci_default_readonly")
	facts.number("repo.dangerous_workflows") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
