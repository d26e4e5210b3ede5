# METADATA
# scope: package
# title: Annual cybersecurity risk, strategy and governance disclosure
# description: |
#   The annual report tells how cybersecurity risk is managed, by whom, with which third parties, what it has cost,
#   and how board and management watch over it.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-229.106
# custom:
#   control_id: SEC-SK-106
#   pack: sec
#   category: whitepaper_disclosure
#   severity: medium
#   citation: "17 CFR 229.106(b)–(c); Form 10-K Item 1C"
#   effective_from: "2023-12-15"
#   status: automated
#   remediation: Complete Item 1C.
#   confidence: 0.9
#   source: haynesboone; acquisitionstars
#   audit_kinds: [regulatory, compliance]
package sec.sk_106

import data.lib.facts
import data.lib.verdict
import data.sec.shared

points := {
	"processes", "integration", "third_party_assessors", "third_party_risk", "material_effects", "board_oversight",
	"management_role",
}

default applies := false

applies if {
	shared.has_role("registrant")
	facts.present("annual_report")
}

needs := {"annual_report.item_106"}

uses := {"entity.sec_roles"}

default passes := false

passes if shared.covers("annual_report.item_106", points)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
