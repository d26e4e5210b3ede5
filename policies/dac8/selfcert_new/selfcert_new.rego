# METADATA
# scope: package
# title: Self-certification from new individual users at onboarding
# description: |
#   Since 2026 no individual becomes a user without a valid self-certification.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-SELFCERT-NEW
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section III.A
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Gate account opening on the self-certification step.
#   confidence: 0.9
#   source: secondary summary; pwc.lu; bakermckenzie
#   audit_kinds: [regulatory, compliance]
package dac8.selfcert_new

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.reports

needs := {"dd.new_individuals", "dd.new_individuals_with_valid_selfcert"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if facts.number("dd.new_individuals_with_valid_selfcert") == facts.number("dd.new_individuals")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
