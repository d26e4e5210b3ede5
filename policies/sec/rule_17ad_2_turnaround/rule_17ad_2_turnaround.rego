# METADATA
# scope: package
# title: Transfer-agent turnaround
# description: |
#   A transfer agent turns around at least 90 % of the routine items it received in a month within three business
#   days.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.17Ad-2
# custom:
#   control_id: SEC-17AD-2-TURNAROUND
#   pack: sec
#   category: trading_and_execution
#   severity: medium
#   citation: "17 CFR 240.17Ad-2(a)"
#   effective_from: ""
#   status: automated
#   remediation: Fix backlog; file the notice of non-compliance.
#   confidence: 0.85
#   source: general knowledge of the text, 0.85
#   audit_kinds: [regulatory, compliance]
package sec.rule_17ad_2_turnaround

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.has_role("transfer_agent")

needs := {"transfer_agent.routine_items", "transfer_agent.routine_within_3bd"}

uses := {"entity.sec_roles"}

# Nine tenths without a division: the duty is a share of the items received, so a month without items keeps it.
default passes := false

passes if facts.number("transfer_agent.routine_within_3bd") * 10 >= facts.number("transfer_agent.routine_items") * 9

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
