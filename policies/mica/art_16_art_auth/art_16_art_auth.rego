# METADATA
# scope: package
# title: ART issuer authorised (or credit institution under Art. 17)
# description: |
#   An ART is offered only by an issuer established in the Union that is authorised, or by a credit institution
#   under Art. 17, unless the issue is small or for qualified investors only.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-16-ART-AUTH
#   pack: mica
#   category: authorisation
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 16(1); exemptions Art. 16(2); Art. 17; Art. 21
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: >-
#     Stop the offer; apply under Art. 18 or restrict to the exempt perimeter (a white paper is still required).
#   confidence: 0.9
#   source: 21analytics (EUR 5m / qualified investors); secondary summary
#   audit_kinds: [regulatory, compliance]
package mica.art_16_art_auth

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.issues_art

needs := {"issuer.authorisation", "issuer.established_in_eu"}

uses := shared.art_facts

default passes := false

passes if {
	facts.string("issuer.authorisation") in {"art21", "credit_institution_art17"}
	facts.boolean("issuer.established_in_eu")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
