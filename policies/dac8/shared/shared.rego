# METADATA
# scope: package
# title: What several controls of the pack ask alike
# description: Who reports, lists of points, texts, deadlines.
package dac8.shared

import data.lib.calendar
import data.lib.facts

# METADATA
# title: The entity is a reporting crypto-asset service provider
reports if facts.boolean("rcasp.is_reporting_casp")

# METADATA
# title: A report has been drawn up
has_report if {
	reports
	facts.present("report")
}

# METADATA
# title: There are users to be reported
has_reportable_users if {
	reports
	facts.number("users.reportable_total") > 0
}

# METADATA
# title: The list at a path holds all of these points
covers(path, points) if count(points - {point | some point in facts.list(path)}) == 0

# METADATA
# title: The text at a path says something
is_told(path) if trim_space(facts.string(path)) != ""

# METADATA
# title: A date on or before another; false when either is none
not_after(date, limit) if calendar.days_between(date, limit) >= 0
