# METADATA
# scope: package
# title: Recovery plan notified within six months
# description: |
#   Issuers of ARTs and EMTs notify a recovery plan within six months.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-46-RECOVERY-PLAN
#   pack: mica
#   category: plans_and_continuity
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 46(2); Art. 55 for EMTs
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Draft and notify.
#   confidence: 0.9
#   source: secondary summary §4.2a/§4.3
#   audit_kinds: [regulatory, compliance]
package mica.art_46_recovery_plan

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_issuer_role

deadline := calendar.add_months(facts.date("plans.base_date"), 6)

needs := {"plans.base_date"}

uses := {"as_of", "entity.mica_roles", "plans.recovery_notified_on"}

default passes := false

passes if shared.is_filed("plans.recovery_notified_on", deadline)

default waiting := {}

waiting := {"due": deadline} if shared.is_waiting("plans.recovery_notified_on", deadline)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
