# METADATA
# scope: package
# title: Records kept five years (seven on request)
# description: |
#   Records are kept five years, and seven where the authority has asked.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-68-RECORDS
#   pack: mica
#   category: records
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 68(9); Delegated Regulation (EU) 2025/1140
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Change the retention schedule; make records immutable and retrievable.
#   confidence: 0.9
#   source: secondary summary (68(9)); lexcovery (2025/1140)
#   audit_kinds: [regulatory, compliance]
package mica.art_68_records

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("casp")

years := 7 if facts.boolean("casp.nca_requested_7y")

years := 5 if facts.boolean("casp.nca_requested_7y") == false

needs := {"casp.nca_requested_7y", "casp.record_retention_years"}

uses := {"entity.mica_roles"}

default passes := false

passes if facts.number("casp.record_retention_years") >= years

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
