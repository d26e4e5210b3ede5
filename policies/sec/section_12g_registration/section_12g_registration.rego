# METADATA
# scope: package
# title: Exchange Act registration trigger
# description: |
#   An issuer with total assets above USD 10 million whose equity is held of record by 2 000 persons, or by 500 who
#   are not accredited, registers within 120 days after the fiscal year ends.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.12g-1
# custom:
#   control_id: SEC-12G-REGISTRATION
#   pack: sec
#   category: authorisation
#   severity: critical
#   citation: Exchange Act § 12(g)(1)(A); 17 CFR 240.12g-1
#   effective_from: ""
#   status: automated
#   remediation: File Form 10; cap on-chain holders of record.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   audit_kinds: [regulatory, compliance]
package sec.section_12g_registration

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	facts.present("issuer_size")
	facts.string("us_token.category") == "digital_security"
}

needs contains "issuer_size.total_assets_usd"

needs contains "issuer_size.holders_of_record" if large

needs contains "issuer_size.non_accredited_holders" if {
	large
	not facts.number("issuer_size.holders_of_record") >= 2000
}

needs contains "issuer_size.fiscal_year_end" if tripped

uses := {
	"as_of",
	"issuer_size.form_10_filed_on",
	"issuer_size.holders_of_record",
	"issuer_size.non_accredited_holders",
	"us_token.category",
}

large if facts.number("issuer_size.total_assets_usd") > 10000000

tripped if {
	large
	facts.number("issuer_size.holders_of_record") >= 2000
}

tripped if {
	large
	facts.number("issuer_size.holders_of_record") < 2000
	facts.number("issuer_size.non_accredited_holders") >= 500
}

filed_on := facts.value("issuer_size.form_10_filed_on")

due := calendar.add_days(facts.date("issuer_size.fiscal_year_end"), 120)

default passes := false

passes if facts.number("issuer_size.total_assets_usd") <= 10000000

passes if {
	facts.number("issuer_size.holders_of_record") < 2000
	facts.number("issuer_size.non_accredited_holders") < 500
}

passes if {
	tripped
	shared.done_by(filed_on, due)
}

default waiting := {}

waiting := {"due": due} if {
	tripped
	shared.still_open(filed_on, due)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
