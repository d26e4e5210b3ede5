# METADATA
# scope: package
# title: Business continuity and ICT resilience
# description: |
#   There is a continuity policy, ICT plans in line with DORA, and clients are told in time when a permissionless
#   ledger is disrupted.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-68-CONTINUITY
#   pack: mica
#   category: plans_and_continuity
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 68(7)–(8); Delegated Regulation (EU) 2025/299; DORA (EU) 2022/2554
#   effective_from: "2024-12-30"
#   status: attested
#   remediation: Complete and test the plan.
#   confidence: 0.85
#   source: hoganlovells (2025/299 content)
#   audit_kinds: [regulatory, compliance]
package mica.art_68_continuity

import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("casp")

needs := {"bcp.dlt_disruption_comms", "bcp.ict_plans", "bcp.policy"}

uses := {"entity.mica_roles"}

default passes := false

passes if shared.all_true(needs)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
