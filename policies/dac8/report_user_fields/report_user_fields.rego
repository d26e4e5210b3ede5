# METADATA
# scope: package
# title: Report contains user and provider identification
# description: |
#   The report says who each user is, where they live, their tax number and where and when they were born, and who
#   the provider is.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-REPORT-USER-FIELDS
#   pack: dac8
#   category: tax_reporting
#   severity: high
#   citation: Annex VI Section II.B(1)–(2); Art. 8ad(3)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Map missing fields.
#   confidence: 0.85
#   source: secondary summary (CARF II.1–2)
#   audit_kinds: [regulatory, compliance]
package dac8.report_user_fields

import data.dac8.shared
import data.lib.verdict

of_user := {"name", "address", "residence", "tin", "date_of_birth", "place_of_birth"}

of_provider := {"name", "address", "identification_number"}

default applies := false

applies if shared.has_report

needs := {"report.user_fields", "report.provider_fields"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	shared.covers("report.user_fields", of_user)
	shared.covers("report.provider_fields", of_provider)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
