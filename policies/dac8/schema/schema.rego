# METADATA
# scope: package
# title: Report validates against the national/DAC8 XML schema
# description: |
#   The file that was handed in is valid by the schema of the Member State, and it is known by which version.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg_impl/2025/2263/oj
# custom:
#   control_id: DAC8-SCHEMA
#   pack: dac8
#   category: tax_reporting
#   severity: medium
#   citation: Art. 8ad(6) with Commission Implementing Regulation (EU) 2025/2263; national filing specification
#   effective_from: "2027-01-01"
#   status: automated
#   remediation: Re-generate; keep validator output as evidence.
#   confidence: 0.7
#   source: incrypthos (2025/2263); complyfirst (XML)
#   audit_kinds: [regulatory, compliance]
package dac8.schema

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	facts.present("report.submitted_on")
}

needs := {"report.schema_valid", "report.schema_version"}

uses := {"rcasp.is_reporting_casp", "report.submitted_on"}

default passes := false

passes if {
	facts.boolean("report.schema_valid")
	shared.is_told("report.schema_version")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
