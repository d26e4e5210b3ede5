package lib.calendar

# METADATA
# title: A federal holiday of the United States falls, or is observed, on a working day
# description: |
#   5 U.S.C. 6103: one on a Saturday is observed the day before, one on a Sunday the day after. A holiday on the n-th
#   Monday or Thursday falls into seven days of its month.
# scope: document
is_federal_holiday(date) if substring(date, 5, -1) in holidays[time.weekday(midnight(date))]

# Juneteenth, a holiday since Pub. L. 117-17.
is_federal_holiday(date) if {
	substring(date, 5, -1) in juneteenth[time.weekday(midnight(date))]
	year(date) > 2020
}

holidays := {
	"Monday": {
		"01-01", "01-02", "07-04", "07-05", "11-11", "11-12", "12-25", "12-26",
		"01-15", "01-16", "01-17", "01-18", "01-19", "01-20", "01-21",
		"02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21",
		"05-25", "05-26", "05-27", "05-28", "05-29", "05-30", "05-31",
		"09-01", "09-02", "09-03", "09-04", "09-05", "09-06", "09-07",
		"10-08", "10-09", "10-10", "10-11", "10-12", "10-13", "10-14",
	},
	"Tuesday": {"01-01", "07-04", "11-11", "12-25"},
	"Wednesday": {"01-01", "07-04", "11-11", "12-25"},
	"Thursday": {
		"01-01", "07-04", "11-11", "12-25",
		"11-22", "11-23", "11-24", "11-25", "11-26", "11-27", "11-28",
	},
	"Friday": {"01-01", "07-03", "07-04", "11-10", "11-11", "12-24", "12-25", "12-31"},
}

juneteenth := {
	"Monday": {"06-19", "06-20"},
	"Tuesday": {"06-19"},
	"Wednesday": {"06-19"},
	"Thursday": {"06-19"},
	"Friday": {"06-18", "06-19"},
}
