# METADATA
# scope: package
# title: Execution policy and best execution
# description: |
#   Whoever executes orders has a policy for it, its clients agreed, and it was reviewed within the last year.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-78-BEST-EXECUTION
#   pack: mica
#   category: trading_and_execution
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 78(1)–(6)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Review the policy.
#   confidence: 0.75
#   source: secondary summary §7.4 (annual review)
#   audit_kinds: [regulatory, compliance]
#   parameters:
#     execution_review_months: {default: 12, unit: months}
package mica.art_78_best_execution

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.serves({"execution"})

# The text asks for regular review; a year is the pack's reading of it.
review_by := calendar.add_months(
	facts.date("execution.last_reviewed_on"),
	facts.param("execution_review_months", 12),
)

needs := {"execution.client_consent", "execution.last_reviewed_on", "execution.policy"}

uses := shared.service_facts | {"as_of", "params.execution_review_months"}

default passes := false

passes if {
	shared.all_true({"execution.client_consent", "execution.policy"})
	shared.not_after(facts.date("as_of"), review_by)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
