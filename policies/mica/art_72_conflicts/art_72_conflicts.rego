# METADATA
# scope: package
# title: Conflicts of interest policy, disclosed, reviewed yearly
# description: |
#   There is a policy on conflicts of interest, disclosed on the website and reviewed within the last year.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-72-CONFLICTS
#   pack: mica
#   category: governance
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 72(1)–(4); Delegated Regulation (EU) 2025/1142
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Review and republish.
#   confidence: 0.85
#   source: secondary summary §7.1; lexcovery (2025/1142)
#   audit_kinds: [regulatory, compliance]
package mica.art_72_conflicts

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("casp")

needs := {"conflicts.disclosed_on_website", "conflicts.last_reviewed_on", "conflicts.policy"}

uses := {"as_of", "entity.mica_roles"}

default passes := false

passes if {
	shared.all_true({"conflicts.disclosed_on_website", "conflicts.policy"})
	review_by := calendar.add_months(facts.date("conflicts.last_reviewed_on"), 12)
	shared.not_after(facts.date("as_of"), review_by)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
