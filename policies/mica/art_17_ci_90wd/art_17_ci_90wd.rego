# METADATA
# scope: package
# title: Credit institution notifies ≥ 90 working days before first ART issuance
# description: |
#   A credit institution notifies its authority at least 90 working days before it first issues an ART.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-17-CI-90WD
#   pack: mica
#   category: authorisation
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 17(1)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Delay issuance.
#   confidence: 0.8
#   source: general knowledge 0.8 on 90 working days
#   audit_kinds: [regulatory, compliance]
package mica.art_17_ci_90wd

import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("art_issuer")
	shared.has_licence("credit_institution")
}

needs := {"calendar.eu_public_holidays", "issuer.ci_notified_on", "issuer.first_issue_on"}

uses := {"entity.licence", "entity.mica_roles"}

default passes := false

passes if shared.has_notice("issuer.ci_notified_on", 90, "issuer.first_issue_on")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
