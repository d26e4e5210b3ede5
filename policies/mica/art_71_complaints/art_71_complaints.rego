# METADATA
# scope: package
# title: CASP complaint handling
# description: |
#   Clients find a published procedure for complaints, free of charge and with a form, and the complaints are
#   recorded.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-71-COMPLAINTS
#   pack: mica
#   category: complaints
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 71(1)–(4); Delegated Regulation (EU) 2025/294
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Publish procedure and template.
#   confidence: 0.9
#   source: hoganlovells; cms-lawnow RTS summary; number 2025/294 general knowledge 0.9
#   audit_kinds: [regulatory, compliance]
package mica.art_71_complaints

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("casp")

needs := {
	"complaints.free_of_charge",
	"complaints.procedure_published",
	"complaints.register_kept",
	"complaints.template_available",
}

uses := {"entity.mica_roles"}

default passes := false

passes if shared.all_true(needs)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
