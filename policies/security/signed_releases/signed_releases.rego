# METADATA
# scope: package
# title: Releases signed
# description: |
#   Every release is signed, or listed with its hashes in a signed manifest.
# custom:
#   control_id: SECU-SIGNED-RELEASES
#   pack: security
#   category: build_and_release
#   severity: high
#   citation: OSPS-BR-06.01; Scorecard Signed-Releases (High); SSDF PS.2.1
#   effective_from: ""
#   status: automated
#   remediation: Sign (e.g. keyless Sigstore).
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.signed_releases

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("releases")) > 0

needs := {"releases[*].signed"}

uses := {"releases"}

default passes := false

passes if {
	every release in facts.list("releases") {
		release.signed == true
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
