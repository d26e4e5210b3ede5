# METADATA
# scope: package
# title: EMT issuer is a credit institution or EMI and gave 40 working days’ notice
# description: |
#   Only credit institutions and electronic-money institutions issue EMTs, and they announce it at least 40
#   working days before.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-48-EMT-ISSUER
#   pack: mica
#   category: authorisation
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 48(1), 48(6)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Obtain the licence; delay the offer.
#   confidence: 0.9
#   source: lindemannlaw; bafin FAQ
#   audit_kinds: [regulatory, compliance]
package mica.art_48_emt_issuer

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("emt_issuer")

needs := {"calendar.eu_public_holidays", "emt.intent_notified_on", "offer.start_on"}

uses := {"entity.licence", "entity.mica_roles"}

default passes := false

passes if {
	facts.string("entity.licence") in {"credit_institution", "emi"}
	shared.has_notice("emt.intent_notified_on", 40, "offer.start_on")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
