# METADATA
# scope: package
# title: "Rule 506(b): no general solicitation, ≤ 35 non-accredited in 90 days"
# description: |
#   An offering under Rule 506(b) is not advertised and takes at most 35 purchasers who are not accredited, all of
#   them sophisticated, in any 90 days.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.506
# custom:
#   control_id: SEC-REGD-506B
#   pack: sec
#   category: offer_conduct
#   severity: critical
#   citation: "17 CFR 230.506(b)(2)(i); 230.502(c)"
#   effective_from: ""
#   status: attested
#   remediation: Switch to 506(c) with verification, or rescind.
#   confidence: 0.9
#   source: basswoodcounsel (35); 90-day window general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.regd_506b

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.string("offering.exemption") == "506b"

needs contains "offering.general_solicitation"

needs contains "offering.max_non_accredited_in_90d"

needs contains "offering.non_accredited_sophisticated" if facts.number("offering.max_non_accredited_in_90d") > 0

uses := {"offering.exemption", "offering.non_accredited_sophisticated"}

default passes := false

passes if {
	facts.boolean("offering.general_solicitation") == false
	facts.number("offering.max_non_accredited_in_90d") <= 35
	only_sophisticated
}

only_sophisticated if facts.number("offering.max_non_accredited_in_90d") == 0

only_sophisticated if facts.boolean("offering.non_accredited_sophisticated")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
