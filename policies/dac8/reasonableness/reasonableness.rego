# METADATA
# scope: package
# title: Self-certifications tested for reasonableness; changes chased
# description: |
#   What people certify is held against what else is known of them, and no contradiction is left standing.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-REASONABLENESS
#   pack: dac8
#   category: tax_due_diligence
#   severity: medium
#   citation: Annex VI Section III.A–III.C
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Resolve indicia conflicts or obtain a new self-certification.
#   confidence: 0.85
#   source: secondary summary (III.A)
#   audit_kinds: [regulatory, compliance]
package dac8.reasonableness

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.reports

needs := {"dd.reasonableness_check", "dd.unresolved_contradictions"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	facts.boolean("dd.reasonableness_check")
	facts.number("dd.unresolved_contradictions") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
