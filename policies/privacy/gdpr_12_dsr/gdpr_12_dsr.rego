# METADATA
# scope: package
# title: Data-subject requests answered in one month
# description: |
#   A request of a data subject is answered within a month, or within three when the person was told of the
#   extension within the first.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-12-DSR
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Art. 12(3); Arts 15–22
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Answer; log reasons.
#   confidence: 0.95
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_12_dsr

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.privacy.shared

default applies := false

applies if count(facts.list("privacy.requests")) > 0

needs := {"privacy.requests[*].received_on", "privacy.requests[*].extended"}

uses := {"as_of", "privacy.requests"}

last_day(request) := calendar.add_months(request.received_on, 1) if request.extended == false

last_day(request) := calendar.add_months(request.received_on, 3) if request.extended == true

default passes := false

passes if {
	every request in facts.list("privacy.requests") {
		extended_lawfully(request)
		shared.not_after(answer_day(request), last_day(request))
	}
}

# A request without an answer is measured against the day of the sheet.
answer_day(request) := request.answered_on if not is_open(request)

answer_day(request) := facts.date("as_of") if is_open(request)

is_open(request) if object.get(request, "answered_on", null) == null

extended_lawfully(request) if request.extended == false

extended_lawfully(request) if {
	request.extended == true
	shared.not_after(request.extension_notice_on, calendar.add_months(request.received_on, 1))
}

default waiting := {}

waiting := {"due": min(waiting_days)} if count(waiting_days) > 0

waiting_days contains last_day(request) if {
	some request in facts.list("privacy.requests")
	is_open(request)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
