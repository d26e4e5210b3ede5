# METADATA
# scope: package
# title: "Broker-dealer records: six and three years"
# description: |
#   A broker-dealer keeps its core books six years and its other records three, all of them within easy reach for
#   the first two.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.17a-4
# custom:
#   control_id: SEC-17A4-RETENTION
#   pack: sec
#   category: records
#   severity: critical
#   citation: "17 CFR 240.17a-4(a), (b)"
#   effective_from: ""
#   status: automated
#   remediation: Fix retention policy/legal hold.
#   confidence: 0.9
#   source: starling-data (17a-4(a)–(c)); laserfiche
#   audit_kinds: [regulatory, compliance]
package sec.rule_17a4_retention

import data.lib.facts
import data.lib.verdict
import data.sec.shared

years := {
	"blotters": 6,
	"general_ledger": 6,
	"customer_ledger": 6,
	"position_record": 6,
	"order_tickets": 3,
	"confirmations": 3,
	"communications": 3,
	"trial_balances": 3,
}

default applies := false

applies if shared.is_broker_dealer

needs contains "records.easily_accessible_years"

needs contains sprintf("records.bd_retention_years.%s", [record]) if some record, _ in years

uses := {"entity.sec_roles"}

default passes := false

passes if {
	facts.number("records.easily_accessible_years") >= 2
	every record, least in years {
		facts.number(sprintf("records.bd_retention_years.%s", [record])) >= least
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
