# METADATA
# scope: package
# title: "Adviser custody: qualified custodian, statements, surprise exam or audit"
# description: |
#   Client assets in an adviser's custody lie with a qualified custodian; clients get quarterly statements and a
#   yearly surprise examination, or a pooled vehicle delivers audited accounts within 120 days. A state trust
#   company counts where the six conditions of the staff letter are met.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-275.206(4)-2
# custom:
#   control_id: SEC-206-4-2-CUSTODY
#   pack: sec
#   category: reserve_safeguarding
#   severity: critical
#   citation: >-
#     17 CFR 275.206(4)-2(a)(1)–(4), (b)(4); IM staff no-action letter of 30 September 2025 (state trust
#     companies)
#   effective_from: ""
#   status: attested
#   remediation: Move assets; schedule the exam.
#   confidence: 0.9
#   source: davispolk; acaglobal (conditions); sewkis
#   note: >-
#     Whether a given crypto-asset is a “fund or security” is a prior classification question. Surprise-exam
#     exceptions (fee deduction only) not modelled.
#   audit_kinds: [regulatory, compliance]
package sec.rule_206_4_2_custody

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

conditions := {
	"state_authorised", "audited_financials", "soc_report", "written_agreement_no_rehypothecation_segregation",
	"risk_disclosed", "best_interest",
}

default applies := false

applies if {
	shared.has_role("ria")
	facts.present("client_custody")
}

needs contains "client_custody.custodian_type"

needs contains sprintf("client_custody.state_trust_conditions.%s", [condition]) if {
	facts.string("client_custody.custodian_type") == "state_trust"
	some condition in conditions
}

uses := {
	"as_of",
	"client_custody.audited_financials_delivered_days",
	"client_custody.pooled_vehicle_audited",
	"client_custody.quarterly_statements",
	"client_custody.surprise_exam_last_on",
	"entity.sec_roles",
}

default passes := false

passes if {
	qualified_custodian
	watched_over
}

qualified_custodian if facts.string("client_custody.custodian_type") in {"bank", "broker_dealer", "fcm"}

qualified_custodian if {
	facts.string("client_custody.custodian_type") == "state_trust"
	every condition in conditions {
		facts.boolean(sprintf("client_custody.state_trust_conditions.%s", [condition]))
	}
}

watched_over if {
	facts.boolean("client_custody.pooled_vehicle_audited")
	facts.number("client_custody.audited_financials_delivered_days") <= 120
}

watched_over if {
	facts.boolean("client_custody.quarterly_statements")
	facts.date("as_of") <= calendar.add_months(facts.date("client_custody.surprise_exam_last_on"), 12)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
