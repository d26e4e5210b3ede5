# METADATA
# scope: package
# title: "Electronic recordkeeping: WORM or audit-trail"
# description: |
#   Electronic records of a broker-dealer can either not be rewritten or carry a complete audit trail, and a second
#   copy exists.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.17a-4
# custom:
#   control_id: SEC-17A4-F-ELECTRONIC
#   pack: sec
#   category: records
#   severity: high
#   citation: "17 CFR 240.17a-4(f)(2)"
#   effective_from: "2023-05-03"
#   status: attested
#   remediation: Enable object-lock or the audit-trail alternative.
#   confidence: 0.9
#   source: "87 FR 66412 via elaws; starling-data"
#   audit_kinds: [regulatory, compliance]
package sec.rule_17a4_f_electronic

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.is_broker_dealer
	facts.boolean("records.electronic")
}

needs := {"records.electronic_format", "records.redundant_copy"}

uses := {"entity.sec_roles", "records.electronic"}

default passes := false

passes if {
	facts.string("records.electronic_format") in {"worm", "audit_trail"}
	facts.boolean("records.redundant_copy")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
