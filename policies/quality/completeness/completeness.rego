# METADATA
# scope: package
# title: Enough of what is specified is done
# description: |
#   The share of specified items that are done is at least the project's threshold.
# custom:
#   control_id: QUAL-COMPLETENESS
#   pack: quality
#   category: completeness
#   severity: low
#   citation: Project parameter; no law
#   effective_from: ""
#   status: automated
#   remediation: Finish the open items, or take out of the specification what will not be built.
#   confidence: 1
#   source: threshold of this hub
#   audit_kinds: [completeness]
#   parameters:
#     quality_min_items_done: {default: 80, unit: percent}
package quality.completeness

import data.lib.facts
import data.lib.verdict
import data.quality.shared

default applies := false

applies if {
	shared.is_indexed
	facts.value("quality.spec.items_total") != 0
}

needs := {"quality.spec.items_done", "quality.spec.items_total"}

uses := {"params.quality_min_items_done", "quality.indexed"}

default passes := false

passes if {
	shared.at_least(
		facts.number("quality.spec.items_done"),
		facts.number("quality.spec.items_total"),
		facts.param("quality_min_items_done", 80),
	)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
