# METADATA
# scope: package
# title: Customer breach notice ≤ 30 days
# description: |
#   People whose sensitive customer information was reached are told within 30 days after the institution became
#   aware, unless it investigated and documented that harm is not reasonably likely.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-248.30
# custom:
#   control_id: SEC-REGSP-NOTICE-30D
#   pack: sec
#   category: incident_reporting
#   severity: critical
#   citation: "17 CFR 248.30(a)(4)"
#   effective_from: "2025-12-03"
#   status: automated
#   remediation: Notify now.
#   confidence: 0.95
#   source: harperfoley; complianceapproved
#   audit_kinds: [regulatory, compliance]
package sec.regsp_notice_30d

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.regsp_binds
	facts.boolean("customer_breach.sensitive_info")
}

needs contains "customer_breach.aware_on" if not harmless

uses := {
	"as_of",
	"customer_breach.ag_delay_until",
	"customer_breach.no_harm_determination_documented",
	"customer_breach.notified_on",
	"customer_breach.sensitive_info",
	"entity.regsp_larger_entity",
	"entity.sec_roles",
}

notified_on := facts.value("customer_breach.notified_on")

due := shared.put_off(calendar.add_days(facts.date("customer_breach.aware_on"), 30), "customer_breach.ag_delay_until")

harmless if facts.boolean("customer_breach.no_harm_determination_documented")

default passes := false

passes if harmless

passes if shared.done_by(notified_on, due)

default waiting := {}

waiting := {"due": due} if {
	not harmless
	shared.still_open(notified_on, due)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
