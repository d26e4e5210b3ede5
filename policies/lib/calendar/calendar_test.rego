package lib.calendar_test

import data.lib.calendar

months := {
	"31 July": ["2026-07-31", 1, "2026-08-31"],
	"31 August": ["2026-08-31", 1, "2026-09-30"],
	"31 August by half a year": ["2026-08-31", 6, "2027-02-28"],
	"the same before a leap year": ["2027-08-31", 6, "2028-02-29"],
	"a century that is no leap year": ["1900-01-31", 1, "1900-02-28"],
	"a century that is one": ["2000-01-31", 1, "2000-02-29"],
	"29 February by a year": ["2024-02-29", 12, "2025-02-28"],
	"over the end of the year": ["2026-12-15", 1, "2027-01-15"],
	"into December": ["2026-11-30", 1, "2026-12-30"],
	"backwards": ["2026-03-31", -1, "2026-02-28"],
	"backwards over the start of the year": ["2026-01-31", -2, "2025-11-30"],
	"no months": ["2026-05-31", 0, "2026-05-31"],
}

test_months_end_where_the_month_ends[note] if {
	some note, [date, n, expected] in months
	calendar.add_months(date, n) == expected
}

test_days[note] if {
	some note, [date, n, expected] in {
		"leap day": ["2028-02-28", 1, "2028-02-29"],
		"over a year": ["2026-12-31", 1, "2027-01-01"],
		"backwards": ["2026-03-01", -1, "2026-02-28"],
	}
	calendar.add_days(date, n) == expected
	calendar.days_between(date, expected) == n
}

test_year if calendar.year("2026-12-31") == 2026

test_hours_compare_instants[note] if {
	some note, [first, second, hours] in {
		"72 hours over a change of the clocks": ["2026-03-28T22:00:00+01:00", "2026-03-31T23:00:00+02:00", 72],
		"the same instant": ["2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", 0],
		"half an hour": ["2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z", 0.5],
		"backwards": ["2026-01-01T01:00:00Z", "2026-01-01T00:00:00Z", -1],
	}
	calendar.hours_between(first, second) == hours
}

test_a_nanosecond_more_is_more if {
	calendar.hours_between("2026-01-01T00:00:00Z", "2026-01-04T00:00:00.000000001Z") > 72
}

closed := ["2026-04-03", "2026-04-06"]

test_working_days[note] if {
	some note, [date, n, expected] in {
		"over a weekend": ["2026-01-09", 1, "2026-01-12"],
		"from a Saturday": ["2026-01-10", 1, "2026-01-12"],
		"a holiday of the United States counts": ["2026-07-02", 1, "2026-07-03"],
		"over Easter": ["2026-04-02", 1, "2026-04-07"],
		"forty": ["2026-01-01", 40, "2026-02-26"],
		"none": ["2026-01-10", 0, "2026-01-10"],
	}
	calendar.add_working_days(date, n, closed) == expected
}

test_rolled_to_a_working_day[note] if {
	some note, [date, expected] in {
		"open": ["2026-04-02", "2026-04-02"],
		"Good Friday": ["2026-04-03", "2026-04-07"],
	}
	calendar.roll_working(date, closed) == expected
}

test_business_days_of_the_sec[note] if {
	some note, [date, n, extra_closed, expected] in {
		"over Labor Day": ["2026-09-05", 4, [], "2026-09-11"],
		"over Independence Day, observed": ["2026-07-01", 4, [], "2026-07-08"],
		"Good Friday is one": ["2026-04-02", 1, [], "2026-04-03"],
		"a day closed besides": ["2026-08-03", 4, ["2026-08-05"], "2026-08-10"],
		"none": ["2026-07-04", 0, [], "2026-07-04"],
	}
	calendar.add_sec_business_days(date, n, extra_closed) == expected
}

test_rolled_to_a_business_day[note] if {
	some note, [date, expected] in {
		"open": ["2026-11-27", "2026-11-27"],
		"Thanksgiving": ["2026-11-26", "2026-11-27"],
		"Saturday before Columbus Day": ["2026-10-10", "2026-10-13"],
	}
	calendar.roll(date, []) == expected
}

# What OPM and the SEC publish for these years.
federal := {
	2020: ["01-01", "01-20", "02-17", "05-25", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"],
	2025: ["01-01", "01-20", "02-17", "05-26", "06-19", "07-04", "09-01", "10-13", "11-11", "11-27", "12-25"],
	2026: ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"],
	2027: ["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"],
}

test_federal_holidays[year] if {
	some year, expected in federal
	found := [substring(day, 5, -1) |
		some distance in numbers.range(0, 365)
		day := calendar.add_days(sprintf("%d-01-01", [year]), distance)
		calendar.year(day) == year
		not is_weekend(day)
		calendar.is_federal_holiday(day)
	]
	found == expected
}

is_weekend(day) if time.weekday(time.parse_ns("2006-01-02", day)) in {"Saturday", "Sunday"}

garbage := ["2026-02-30", "2026-2-3", "26-02-03", "2026-02-03T00:00:00Z", "", "1500-01-01", null, 20260203, true, []]

test_garbage_is_undefined[note] if {
	some note, date in garbage
	not calendar.add_days(date, 1)
	not calendar.add_days(date, 0)
	not calendar.add_months(date, 1)
	not calendar.days_between("2026-01-01", date)
	not calendar.days_between(date, "2026-01-01")
	not calendar.add_working_days(date, 1, [])
	not calendar.add_working_days(date, 0, [])
	not calendar.add_sec_business_days(date, 1, [])
	not calendar.roll(date, [])
	not calendar.year(date)
}

test_instants_need_an_offset[note] if {
	some note, instant in ["2026-01-01T00:00:00", "2026-01-01", 1, null]
	not calendar.hours_between(instant, "2026-01-01T00:00:00Z")
	not calendar.hours_between("2026-01-01T00:00:00Z", instant)
}

test_odd_counts_are_undefined[note] if {
	some note, n in [1.5, "1", null, true, 100000000]
	not calendar.add_days("2026-01-01", n)
	not calendar.add_months("2026-01-01", n)
	not calendar.add_working_days("2026-01-01", n, [])
}

test_searches_are_bounded if {
	calendar.add_sec_business_days("2026-01-01", 530, [])
	not calendar.add_sec_business_days("2026-01-01", 570, [])
	not calendar.add_sec_business_days("2026-01-01", 1.5, [])
	not calendar.add_sec_business_days("2026-01-01", -1, [])
	not calendar.add_working_days("2026-01-01", -1, [])
	not calendar.add_working_days("2026-01-01", 40001, [])
}

test_holidays_that_are_none_close_nothing if {
	calendar.add_working_days("2026-01-09", 1, [null, "2026-02-30", 12, "2026-01-10"]) == "2026-01-12"
}
