# METADATA
# scope: package
# title: Block users who do not provide information (two reminders, 60 days)
# description: |
#   Who does not answer after two reminders is kept from reportable transactions, not before 60 days after the first
#   request, and no later than both have passed.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-BLOCK-60D
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section V.A
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Automate request → reminder → reminder → block.
#   confidence: 0.85
#   source: pwc.lu; secondary summary (V.A)
#   note: >-
#     Sources differ on whether 60 days run from the initial request or the first reminder; the predicate uses
#     the initial request. If fewer than two reminders were sent by day 60 and the user is not blocked the
#     control fails (engine convention).
#   audit_kinds: [regulatory, compliance]
package dac8.block_60d

import data.dac8.shared
import data.lib.calendar
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	count(facts.list("nonresponsive_users")) > 0
}

needs := {"nonresponsive_users[*].requested_on", "nonresponsive_users[*].reminders"}

uses := {"as_of", "nonresponsive_users", "rcasp.is_reporting_casp"}

default passes := false

passes if {
	every user in facts.list("nonresponsive_users") {
		is_array(user.reminders)
		treated_rightly(user)
	}
}

treated_rightly(user) if {
	not is_free(user)
	shared.not_after(day_60(user), user.blocked_on)
	count([day | some day in reminders(user); shared.not_after(day, user.blocked_on)]) >= 2
}

treated_rightly(user) if {
	is_free(user)
	shared.not_after(facts.date("as_of"), free_until(user))
}

is_free(user) if object.get(user, "blocked_on", null) == null

# Counted from the first request: sources differ on whether it is that or the first reminder.
day_60(user) := calendar.add_days(user.requested_on, 60)

# True dates only, in order: whatever else stands in the list is no reminder.
reminders(user) := sort([day | some day in user.reminders; calendar.days_between(day, day) == 0])

# With fewer than two reminders nothing lengthens the 60 days.
free_until(user) := max({day_60(user)} | {day | some index, day in reminders(user); index == 1})

default waiting := {}

waiting := {"due": min(open_until)} if count(open_until) > 0

open_until contains free_until(user) if {
	some user in facts.list("nonresponsive_users")
	is_free(user)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
