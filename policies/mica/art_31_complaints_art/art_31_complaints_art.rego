# METADATA
# scope: package
# title: ART complaint handling
# description: |
#   Holders of an ART find a published procedure for complaints, free of charge and with a form, and the
#   complaints are recorded.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-31-COMPLAINTS-ART
#   pack: mica
#   category: complaints
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 31(1)–(4)
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Publish the procedure and template; open a register.
#   confidence: 0.85
#   source: secondary summary; detail general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_31_complaints_art

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("art_issuer")

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
