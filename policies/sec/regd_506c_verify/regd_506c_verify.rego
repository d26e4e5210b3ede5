# METADATA
# scope: package
# title: "Rule 506(c): every purchaser accredited and verified"
# description: |
#   Under Rule 506(c) every purchaser is accredited and was verified: by documents, by a third party's letter, by an
#   earlier verification, or by a high minimum investment with representations and own money.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-230.506
# custom:
#   control_id: SEC-REGD-506C-VERIFY
#   pack: sec
#   category: offer_conduct
#   severity: critical
#   citation: "17 CFR 230.506(c)(2)(i)–(ii); SEC Corp Fin no-action letter of 12 March 2025"
#   effective_from: ""
#   status: attested
#   remediation: Obtain verification or refuse the subscription.
#   confidence: 0.95
#   source: kslaw; sewkis; ropesgray
#   audit_kinds: [regulatory, compliance]
package sec.regd_506c_verify

import data.lib.facts
import data.lib.verdict

verified_by := {"income_docs", "net_worth_docs", "third_party_letter", "prior_verification_within_5y"}

least_usd := {"natural": 200000, "entity": 1000000}

default applies := false

applies if facts.string("offering.exemption") == "506c"

needs := {"offering.purchasers", "offering.purchasers[*].accredited", "offering.purchasers[*].method"}

uses := {"offering.exemption"}

default passes := false

passes if {
	is_array(facts.value("offering.purchasers"))
	every purchaser in facts.list("offering.purchasers") {
		purchaser.accredited == true
		verified(purchaser)
	}
}

verified(purchaser) if purchaser.method in verified_by

verified(purchaser) if {
	purchaser.method == "min_investment"
	is_number(purchaser.amount_usd)
	purchaser.amount_usd >= least_usd[purchaser.type]
	purchaser.written_reps == true
	purchaser.third_party_financed == false
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
