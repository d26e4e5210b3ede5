# METADATA
# scope: package
# title: Adviser books and records five years
# description: |
#   An adviser keeps its books and records five years from the end of the fiscal year of the last entry, the first
#   two of them in an office.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-275.204-2
# custom:
#   control_id: SEC-204-2-RECORDS
#   pack: sec
#   category: records
#   severity: high
#   citation: "17 CFR 275.204-2(e)(1)"
#   effective_from: ""
#   status: automated
#   remediation: Extend retention.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [regulatory, compliance]
package sec.rule_204_2_records

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.has_role("ria")

needs := {"records.ria_retention_years", "records.ria_office_years"}

uses := {"entity.sec_roles"}

default passes := false

passes if {
	facts.number("records.ria_retention_years") >= 5
	facts.number("records.ria_office_years") >= 2
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
