# METADATA
# scope: package
# title: Records kept between five and ten years
# description: |
#   Records of due diligence are kept at least five and at most ten years.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-RETENTION
#   pack: dac8
#   category: records
#   severity: medium
#   citation: Annex VI Section V.B
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Set retention inside 5–10 years; align deletion with GDPR Art. 5(1)(e).
#   confidence: 0.9
#   source: secondary summary (V.B)
#   audit_kinds: [regulatory, compliance]
package dac8.retention

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.reports

needs := {"records.dac8_retention_years"}

uses := {"rcasp.is_reporting_casp"}

default passes := false

passes if {
	facts.number("records.dac8_retention_years") >= 5
	facts.number("records.dac8_retention_years") <= 10
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
