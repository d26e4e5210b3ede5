# METADATA
# scope: package
# title: Crypto-asset operator single registration
# description: |
#   An operator that is neither authorised nor notified under MiCA is registered in one Member State before it
#   reports.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-REGISTRATION
#   pack: dac8
#   category: authorisation
#   severity: critical
#   citation: Art. 8ad(7); Annex VI Section V.F
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: >-
#     Register; a registration is revoked after two reminders (between 30 and 90 days) when reports are not
#     filed.
#   confidence: 0.85
#   source: secondary summary (8ad(7), V.F)
#   audit_kinds: [regulatory, compliance]
package dac8.registration

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	facts.string("rcasp.type") == "operator"
}

needs := {"rcasp.registration.member_state", "rcasp.registration.number", "rcasp.registration.registered_on"}

uses := {"as_of", "rcasp.is_reporting_casp", "rcasp.type"}

default passes := false

passes if {
	shared.is_told("rcasp.registration.member_state")
	shared.is_told("rcasp.registration.number")
	facts.date("rcasp.registration.registered_on") <= facts.date("as_of")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
