# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: Dates that must not be late or too old.
package security.shared

import data.lib.calendar
import data.lib.facts

# METADATA
# title: A date on or before another; false when either is none
not_after(date, limit) if calendar.days_between(date, limit) >= 0

# METADATA
# title: A date at most so many months before the day of the sheet
within_months(path, months) if facts.date("as_of") <= calendar.add_months(facts.date(path), months)
