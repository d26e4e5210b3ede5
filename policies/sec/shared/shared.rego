# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: Roles, the start of Regulation S-P, business days of the Commission, deadlines and lists of points.
package sec.shared

import data.lib.calendar
import data.lib.facts

covered_institutions := {
	"broker_dealer",
	"carrying_bd",
	"funding_portal",
	"investment_company",
	"ria",
	"transfer_agent",
}

# METADATA
# title: The entity acts in this role
has_role(role) if role in facts.list("entity.sec_roles")

# METADATA
# scope: document
# title: A broker-dealer, whether or not it carries accounts
is_broker_dealer if has_role("broker_dealer")

is_broker_dealer if has_role("carrying_bd")

# METADATA
# scope: document
# title: The 2024 amendments of Regulation S-P bind this institution
# description: Larger ones since 3 December 2025, all of them since 3 June 2026, so that size matters only in between.
regsp_binds if {
	is_covered_institution
	facts.boolean("entity.regsp_larger_entity")
	facts.date("as_of") >= "2025-12-03"
}

regsp_binds if {
	is_covered_institution
	facts.date("as_of") >= "2026-06-03"
}

is_covered_institution if {
	some role in covered_institutions
	has_role(role)
}

# METADATA
# title: The n-th day on which the Commission is open, strictly after a date
business_days_after(date, n) := calendar.add_sec_business_days(date, n, closed_days)

# METADATA
# title: The date itself, or the next on which the Commission is open
rolled(date) := calendar.roll(date, closed_days)

closed_days := facts.list("calendar.sec_extra_closed")

# METADATA
# title: A deadline, or the later day it was put off to
put_off(due, path) := max({due} | {until | until := facts.date(path)})

# METADATA
# scope: document
# title: Done on or before the last day, or not done while that day is not over
# description: A date that is none is neither.
done_by(done_on, due) if calendar.days_between(done_on, due) >= 0

done_by(done_on, due) if still_open(done_on, due)

# METADATA
# title: Not done, and the last day is not over
still_open(null, due) if facts.date("as_of") <= due

# METADATA
# title: The list at a path holds all of these points
covers(path, points) if count(points - {point | some point in facts.list(path)}) == 0
