# METADATA
# scope: package
# title: Provenance published and matching
# description: |
#   Every release has signed provenance that names the artifact by its digest and the repository it should come
#   from.
# related_resources:
#   - ref: https://slsa.dev/spec/v1.2/
# custom:
#   control_id: SECU-PROVENANCE
#   pack: security
#   category: build_and_release
#   severity: high
#   citation: "SLSA Build: Distribute provenance; provenance Exists/Authentic; SSDF PS.3.2"
#   effective_from: ""
#   status: automated
#   remediation: Attach in-toto provenance; verify before publish.
#   confidence: 0.9
#   source: slsa repo; general knowledge for the SSDF id
#   audit_kinds: [security]
package security.provenance

import data.lib.facts
import data.lib.verdict

claims := {"provenance_signed", "digest_match", "source_match"}

default applies := false

applies if count(facts.list("releases")) > 0

needs contains sprintf("releases[*].%s", [claim]) if some claim in claims

uses := {"releases"}

default passes := false

passes if {
	every release in facts.list("releases") {
		every claim in claims {
			release[claim] == true
		}
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
