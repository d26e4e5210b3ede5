# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: Scope of the GDPR, lists of points, dates that must not be late.
package privacy.shared

import data.lib.calendar
import data.lib.facts

# METADATA
# title: Personal data of people in the Union are processed
in_scope if facts.boolean("privacy.processes_eu_personal_data")

# METADATA
# title: The list at a path holds all of these points
covers(path, points) if count(points - {point | some point in facts.list(path)}) == 0

# METADATA
# title: A date on or before another; false when either is none
not_after(date, limit) if calendar.days_between(date, limit) >= 0

# METADATA
# title: A date at most so many months before the day of the sheet
within_months(path, months) if facts.date("as_of") <= calendar.add_months(facts.date(path), months)

# METADATA
# title: A text that says something
is_told(text) if {
	is_string(text)
	trim_space(text) != ""
}
