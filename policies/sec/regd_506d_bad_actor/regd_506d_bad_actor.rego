# METADATA
# scope: package
# title: No disqualified covered persons
# description: |
#   Before it relies on Rule 506 an issuer asks after disqualifying events of everyone the rule covers, and nobody
#   of them is disqualified.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.506
# custom:
#   control_id: SEC-REGD-506D-BAD-ACTOR
#   pack: sec
#   category: offer_conduct
#   severity: critical
#   citation: "17 CFR 230.506(d)"
#   effective_from: ""
#   status: automated
#   remediation: Remove the person or obtain a waiver.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.regd_506d_bad_actor

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.string("offering.exemption") in {"506b", "506c"}

needs := {"offering.bad_actor_inquiry_on", "offering.disqualified_persons"}

uses := {"offering.exemption"}

default passes := false

passes if {
	facts.date("offering.bad_actor_inquiry_on")
	facts.number("offering.disqualified_persons") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
