# METADATA
# scope: package
# title: SCI resumption objectives
# description: |
#   Plans of an SCI entity bring trading back by the next business day and critical systems within two hours, from a
#   place far enough away.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-242.1001
# custom:
#   control_id: SEC-REGSCI-1001-RTO
#   pack: sec
#   category: plans_and_continuity
#   severity: high
#   citation: "17 CFR 242.1001(a)(2)(v)"
#   effective_from: ""
#   status: automated
#   remediation: Re-engineer backup capacity.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.regsci_1001_rto

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.has_role("sci_entity")

needs := {"sci_bcdr.trading_rto_business_days", "sci_bcdr.critical_rto_hours", "sci_bcdr.geographically_diverse"}

uses := {"entity.sec_roles"}

default passes := false

passes if {
	facts.number("sci_bcdr.trading_rto_business_days") <= 1
	facts.number("sci_bcdr.critical_rto_hours") <= 2
	facts.boolean("sci_bcdr.geographically_diverse")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
