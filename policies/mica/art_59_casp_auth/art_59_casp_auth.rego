# METADATA
# scope: package
# title: CASP authorised, notified, or validly grandfathered
# description: |
#   Crypto-asset services are provided with an authorisation or a notification under Art. 60; older providers
#   could carry on under national law until 1 July 2026 at the latest.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-59-CASP-AUTH
#   pack: mica
#   category: authorisation
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 59(1); Art. 60; Art. 63; Art. 143(3)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: >-
#     Stop onboarding EU clients and wind down per ESMA’s 23 June 2026 statement, or obtain authorisation.
#   confidence: 0.95
#   source: >-
#     ESMA statement via regulationtomorrow/pubt.io; elvingerhoss 1 July 2026; regreportingdesk (Art. 143(3)
#     quote)
#   audit_kinds: [regulatory, compliance]
package mica.art_59_casp_auth

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

transition_end := "2026-07-01"

default applies := false

applies if shared.has_role("casp")

is_authorised if facts.string("casp.authorisation") in {"art63", "art60"}

needs contains "casp.grandfathered" if not is_authorised

# A Member State may end the transition early, so whoever relies on it has to know when its own did.
needs contains "casp.national_transition_end" if {
	not is_authorised
	facts.boolean("casp.grandfathered")
}

uses := {"as_of", "casp.authorisation", "entity.mica_roles"}

default passes := false

passes if is_authorised

passes if {
	facts.boolean("casp.grandfathered")
	last := min({transition_end, facts.date("casp.national_transition_end")})
	calendar.days_between(facts.date("as_of"), last) > 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
