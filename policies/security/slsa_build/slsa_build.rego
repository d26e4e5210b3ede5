# METADATA
# scope: package
# title: SLSA build level meets target
# description: |
#   Every release reaches the build level the project aims at, and level 3 where it is custody, key management or
#   minting.
# related_resources:
#   - ref: https://slsa.dev/spec/v1.2/
# custom:
#   control_id: SECU-SLSA-BUILD
#   pack: security
#   category: build_and_release
#   severity: high
#   citation: SLSA v1.2 Build track, L1–L3
#   effective_from: ""
#   status: automated
#   remediation: Move to a hosted, isolated builder that signs provenance.
#   confidence: 0.9
#   source: slsa repo spec/build-requirements.md, branch releases/v1.2
#   audit_kinds: [security]
#   parameters:
#     slsa_target: {default: 2, unit: level}
package security.slsa_build

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("releases")) > 0

needs contains "releases[*].slsa_build_level"

# A release that reaches level 3 is fit for a critical component too.
needs contains "repo.critical_component" if {
	some release in facts.list("releases")
	not release.slsa_build_level >= 3
}

uses := {"params.slsa_target", "releases", "repo.critical_component"}

target := max([facts.param("slsa_target", 2), floor_for_component])

# A component not known to be uncritical is held to the level of critical ones.
default floor_for_component := 3

floor_for_component := 0 if facts.boolean("repo.critical_component") == false

default passes := false

passes if {
	every release in facts.list("releases") {
		is_number(release.slsa_build_level)
		release.slsa_build_level >= target
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
