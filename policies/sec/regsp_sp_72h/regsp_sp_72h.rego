# METADATA
# scope: package
# title: "Service-provider oversight: 72-hour notice"
# description: |
#   Service providers that hold customer information are examined and committed to tell the institution of a breach
#   within 72 hours.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-248.30
# custom:
#   control_id: SEC-REGSP-SP-72H
#   pack: sec
#   category: incident_reporting
#   severity: high
#   citation: "17 CFR 248.30(a)(5)"
#   effective_from: "2025-12-03"
#   status: attested
#   remediation: Amend the contract or evidence equivalent assurance.
#   confidence: 0.9
#   source: harperfoley (clause optional in the final rule); complianceapproved
#   note: >-
#     The final rule requires policies reasonably designed to ensure the notice; a written contract is one way,
#     so treat a documented assurance as a valid commitment.
#   audit_kinds: [regulatory, compliance]
package sec.regsp_sp_72h

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.regsp_binds
	count(holders) > 0
}

# Providers not known to hold customer information are outside of the rule.
holders := [provider |
	some provider in facts.list("service_providers")
	provider.has_customer_info == true
]

needs := set()

uses := {"as_of", "entity.regsp_larger_entity", "entity.sec_roles", "service_providers"}

default passes := false

passes if {
	every provider in holders {
		provider.due_diligence == true
		is_number(provider.notice_hours_commitment)
		provider.notice_hours_commitment <= 72
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
