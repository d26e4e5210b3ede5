# METADATA
# scope: package
# title: Circulation and reserve disclosed at least monthly
# description: |
#   Tokens in circulation, value and composition of the reserve are public and at most a month old, with the
#   summary and the full report of the audit.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-30-MONTHLY-DISCLOSURE
#   pack: mica
#   category: whitepaper_disclosure
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 30(1)–(2)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Publish the current attestation page; schedule it.
#   confidence: 0.95
#   source: mica.wtf Art. 30 full text
#   audit_kinds: [regulatory, compliance]
package mica.art_30_monthly_disclosure

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

points := {"circulation", "value", "composition", "audit_summary", "audit_full"}

default applies := false

applies if shared.has_role("art_issuer")

needs := {"reserve.disclosed", "reserve.last_public_disclosure_on"}

uses := {"as_of", "entity.mica_roles"}

default passes := false

passes if {
	last := facts.date("reserve.last_public_disclosure_on")
	shared.not_after(facts.date("as_of"), calendar.add_months(last, 1))
	shared.covers("reserve.disclosed", points)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
