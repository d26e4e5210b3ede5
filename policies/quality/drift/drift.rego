# METADATA
# scope: package
# title: Code and specification have counterparts
# description: |
#   Neither too much code that no specified item names, nor too many items called done that no code implements.
# custom:
#   control_id: QUAL-DRIFT
#   pack: quality
#   category: drift
#   severity: low
#   citation: Project parameter; no law
#   effective_from: ""
#   status: automated
#   remediation: Specify the code that nothing names; build, or reopen, the items without code.
#   confidence: 1
#   source: threshold of this hub
#   audit_kinds: [drift]
#   parameters:
#     quality_max_code_unspecified: {default: 20, unit: percent}
#     quality_max_items_without_code: {default: 10, unit: percent}
package quality.drift

import data.lib.facts
import data.lib.verdict
import data.quality.shared

default applies := false

applies if shared.is_indexed

needs := {
	"quality.code.files_total",
	"quality.code.files_unspecified",
	"quality.spec.items_total",
	"quality.spec.items_without_code",
}

uses := {"params.quality_max_code_unspecified", "params.quality_max_items_without_code", "quality.indexed"}

default passes := false

passes if {
	shared.at_most(
		facts.number("quality.code.files_unspecified"),
		facts.number("quality.code.files_total"),
		facts.param("quality_max_code_unspecified", 20),
	)
	shared.at_most(
		facts.number("quality.spec.items_without_code"),
		facts.number("quality.spec.items_total"),
		facts.param("quality_max_items_without_code", 10),
	)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
