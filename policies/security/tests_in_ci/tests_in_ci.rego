# METADATA
# scope: package
# title: Automated tests run before merge
# description: |
#   Tests must pass before a change is taken in, and they pass on the primary branch.
# custom:
#   control_id: SECU-TESTS-IN-CI
#   pack: security
#   category: verification
#   severity: medium
#   citation: OSPS-QA-06.01, OSPS-QA-03.01; Scorecard CI-Tests (Low); SSDF PW.8.2
#   effective_from: ""
#   status: automated
#   remediation: Add required check.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.tests_in_ci

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.tests_required", "repo.last_main_build_passed"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.tests_required")
	facts.boolean("repo.last_main_build_passed")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
