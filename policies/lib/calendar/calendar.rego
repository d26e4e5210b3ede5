# METADATA
# scope: package
# title: Arithmetic of dates and instants
# description: |
#   Dates are strings YYYY-MM-DD (1678 to 2261), instants RFC 3339 with an offset; whatever is neither makes the result
#   undefined. No clock is read, and no search goes further than `longest_search` days.
package lib.calendar

day_ns := 86400000000000

hour_ns := 3600000000000

longest_search := 800

most_steps := 40000

# METADATA
# title: Whole days from one date to another, negative when the other comes first
days_between(first, second) := (midnight(second) - midnight(first)) / day_ns

# METADATA
# title: Hours from one instant to another, with fractions
hours_between(first, second) := (time.parse_rfc3339_ns(second) - time.parse_rfc3339_ns(first)) / hour_ns

# METADATA
# title: The year of a date
year(date) := time.date(midnight(date))[0]

# METADATA
# title: The date so many days later
add_days(date, n) := time.format([midnight(date) + (n * day_ns), "UTC", "2006-01-02"]) if is_whole(n)

# METADATA
# title: The date so many months later; the last day of the month when that month is shorter
add_months(date, n) := sprintf("%04d-%02d-%02d", [y, m, min({d, days_in_month(y, m)})]) if {
	is_whole(n)
	[from_year, from_month, d] := time.date(midnight(date))
	months := (((from_year * 12) + from_month) - 1) + n
	y := floor(months / 12)
	m := (months - (y * 12)) + 1
}

# METADATA
# title: The n-th working day strictly after a date
# description: Monday to Friday but for the holidays given. The date itself for n = 0.
# scope: document
add_working_days(date, n, holidays) := nth_weekday_after(date, n + count(passed)) if {
	n > 0
	places := sort({place |
		some day in holidays
		is_weekday(day)
		place := weekdays_between(date, day)
		place > 0
	})

	# A holiday is passed when fewer than n working days lie before it.
	passed := [place | some index, place in places; (place - index) - 1 < n]
}

add_working_days(date, 0, _) := add_days(date, 0)

# METADATA
# title: The n-th business day of the SEC strictly after a date
# description: Monday to Friday but for federal holidays and the further days given. The date itself for n = 0.
# scope: document
add_sec_business_days(date, n, extra_closed) := open[n - 1] if {
	n > 0
	is_whole(n)
	start := midnight(date)
	open := [day |
		some distance in numbers.range(1, reach(n, count(extra_closed)))
		instant := start + (distance * day_ns)
		not time.weekday(instant) in {"Saturday", "Sunday"}
		day := time.format([instant, "UTC", "2006-01-02"])
		not day in extra_closed
		not is_federal_holiday(day)
	]
}

add_sec_business_days(date, 0, _) := add_days(date, 0)

# METADATA
# title: The date itself, or the next business day of the SEC when it is none
roll(date, extra_closed) := add_sec_business_days(add_days(date, -1), 1, extra_closed)

# METADATA
# title: The date itself, or the next working day when it is none
roll_working(date, holidays) := add_working_days(add_days(date, -1), 1, holidays)

midnight(date) := time.parse_ns("2006-01-02", date)

is_whole(n) if {
	is_number(n)
	floor(n) == n
	abs(n) <= most_steps
}

# Days to look at: no year has more than 12 federal holidays, no fortnight more than 3.
reach(n, closed) := days if {
	days := ceil((7 * (((n + ceil(n / 20)) + (2 * closed)) + 3)) / 5) + 2
	days <= longest_search
}

# The n-th Monday to Friday strictly after a date.
nth_weekday_after(date, n) := add_days("1970-01-05", ((7 * floor(last / 5)) + last) - (5 * floor(last / 5))) if {
	is_whole(n)
	last := (weekdays_until(date) + n) - 1
}

# How many Mondays to Fridays lie after the first date, up to and including the second.
weekdays_between(first, second) := weekdays_until(second) - weekdays_until(first)

# The same since Monday, 5 January 1970.
weekdays_until(date) := (5 * weeks) + min({5, (days - (7 * weeks)) + 1}) if {
	days := days_between("1970-01-05", date)
	weeks := floor(days / 7)
}

is_weekday(date) if not time.weekday(midnight(date)) in {"Saturday", "Sunday"}

days_in_month(y, 2) := 29 if is_leap(y)

days_in_month(y, 2) := 28 if not is_leap(y)

days_in_month(_, m) := 30 if m in {4, 6, 9, 11}

days_in_month(_, m) := 31 if m in {1, 3, 5, 7, 8, 10, 12}

is_leap(y) if {
	y % 4 == 0
	y % 100 != 0
}

is_leap(y) if y % 400 == 0
