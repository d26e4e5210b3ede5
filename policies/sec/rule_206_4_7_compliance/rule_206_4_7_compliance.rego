# METADATA
# scope: package
# title: Adviser compliance program, annual review, CCO
# description: |
#   An adviser has written policies, a chief compliance officer, and has reviewed the policies within the last
#   twelve months.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-275.206(4)-7
# custom:
#   control_id: SEC-206-4-7-COMPLIANCE
#   pack: sec
#   category: governance
#   severity: high
#   citation: "17 CFR 275.206(4)-7"
#   effective_from: ""
#   status: attested
#   remediation: Complete the review.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   note: >-
#     The 2023 amendment requiring the review itself to be documented fell with the private-fund-adviser rules
#     vacatur (5th Cir., June 2024; confidence 0.8); evidence is still needed in practice.
#   audit_kinds: [regulatory, compliance]
package sec.rule_206_4_7_compliance

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.has_role("ria")

needs := {"compliance_program.written_policies", "compliance_program.cco", "compliance_program.last_review_on"}

uses := {"as_of", "entity.sec_roles"}

default passes := false

passes if {
	facts.boolean("compliance_program.written_policies")
	facts.boolean("compliance_program.cco")
	facts.date("as_of") <= calendar.add_months(facts.date("compliance_program.last_review_on"), 12)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
