# METADATA
# scope: package
# title: SBOM with every release
# description: |
#   Every release ships a list of its parts that machines can read, as SPDX or CycloneDX.
# custom:
#   control_id: SECU-SBOM
#   pack: security
#   category: build_and_release
#   severity: medium
#   citation: OSPS-QA-02.02; Scorecard SBOM; SSDF PS.3.2; CRA Annex I Part II(1)
#   effective_from: ""
#   status: automated
#   remediation: Generate at build time.
#   confidence: 0.9
#   source: ossf/security-baseline; scorecard checks.md
#   audit_kinds: [security]
package security.sbom

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("releases")) > 0

needs := {"releases[*].sbom_format"}

uses := {"releases"}

default passes := false

passes if {
	every release in facts.list("releases") {
		release.sbom_format in {"spdx", "cyclonedx"}
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
