# METADATA
# scope: package
# title: Static analysis gates merges
# description: |
#   Static analysis runs on every change and stops what it objects to, unless a reason is written down.
# custom:
#   control_id: SECU-SAST-GATE
#   pack: security
#   category: verification
#   severity: medium
#   citation: OSPS-VM-06.01, OSPS-VM-06.02; Scorecard SAST (Medium); SSDF PW.7.2, PW.8.2
#   effective_from: ""
#   status: automated
#   remediation: Make the check required.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.sast_gate

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.sast_in_ci", "repo.sast_blocking", "repo.sast_open_unsuppressed"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.sast_in_ci")
	facts.boolean("repo.sast_blocking")
	facts.number("repo.sast_open_unsuppressed") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
