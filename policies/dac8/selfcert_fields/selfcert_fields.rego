# METADATA
# scope: package
# title: Self-certification carries the mandatory elements
# description: |
#   The form on which people certify themselves is affirmed and dated and asks for name, address, residence, tax
#   numbers and date of birth.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-SELFCERT-FIELDS
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section III.C
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Fix the onboarding form schema.
#   confidence: 0.9
#   source: secondary summary (III.C)
#   audit_kinds: [regulatory, compliance]
package dac8.selfcert_fields

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

fields := {"name", "residence_address", "residence_jurisdictions", "tin_per_jurisdiction", "date_of_birth"}

default applies := false

applies if shared.reports

needs := {"selfcert_form.individual_fields", "selfcert_form.signed_or_affirmed", "selfcert_form.dated"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	shared.covers("selfcert_form.individual_fields", fields)
	facts.boolean("selfcert_form.signed_or_affirmed")
	facts.boolean("selfcert_form.dated")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
