# METADATA
# scope: package
# title: Dependencies and CI actions pinned
# description: |
#   Dependencies are locked, and actions and base images of the pipeline are pinned by digest.
# custom:
#   control_id: SECU-DEPENDENCIES-PINNED
#   pack: security
#   category: build_and_release
#   severity: medium
#   citation: Scorecard Pinned-Dependencies (Medium); OSPS-QA-02.01; SSDF PW.4.1
#   effective_from: ""
#   status: automated
#   remediation: Pin by hash; enable update bot.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.dependencies_pinned

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.lockfile", "repo.unpinned_ci_actions"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.lockfile")
	facts.number("repo.unpinned_ci_actions") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
