# METADATA
# scope: package
# title: Outsourcing agreements, exit strategy, supervisor access
# description: |
#   Each function given to others has a written agreement, a way out and access for the supervisor.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-73-OUTSOURCING
#   pack: mica
#   category: governance
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 73(1)–(3)
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Amend contracts.
#   confidence: 0.85
#   source: secondary summary §7.1
#   audit_kinds: [regulatory, compliance]
package mica.art_73_outsourcing

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("casp")
	count(facts.list("outsourcing.functions")) > 0
}

needs := {
	"outsourcing.functions[*].exit_strategy",
	"outsourcing.functions[*].nca_access",
	"outsourcing.functions[*].written_agreement",
}

uses := {"entity.mica_roles", "outsourcing.functions"}

default passes := false

passes if {
	every task in facts.list("outsourcing.functions") {
		task.written_agreement == true
		task.exit_strategy == true
		task.nca_access == true
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
