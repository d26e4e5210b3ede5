package dac8.annual_report_test

import data.dac8.annual_report

sheet := {
	"as_of": "2027-08-01",
	"rcasp": {"is_reporting_casp": true},
	"report": {"year": 2026, "national_deadline": "2027-07-31", "submitted_on": "2027-07-31"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"filed on the deadline": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"filed a day later": {
		"verdict": "fail",
		"change": {"report": {"submitted_on": "2027-08-01"}},
		"reason": "requirement_not_met",
	},
	"not filed, the last day": {
		"verdict": "pass",
		"change": {"as_of": "2027-07-31", "report": {"submitted_on": null}},
		"reason": "pending",
		"due": "2027-07-31",
	},
	"not filed, a day later": {"verdict": "fail", "change": {"report": {"submitted_on": null}}},
	"filed, but no date said": {"verdict": "fail", "change": {"report": {"submitted_on": true}}},
	"a deadline on 30 September": {"verdict": "pass", "change": {"report": {"national_deadline": "2027-09-30"}}},
	"a deadline after 30 September": {
		"verdict": "fail",
		"change": {"report": {"national_deadline": "2027-10-01"}},
	},
	"the year is not over": {
		"verdict": "not_applicable",
		"change": {"report": {"year": 2027}},
		"reason": "not_in_scope",
	},
	"the year is over since a day": {
		"verdict": "pass",
		"change": {
			"as_of": "2028-01-01",
			"report": {"year": 2027, "national_deadline": "2028-06-30", "submitted_on": null},
		},
		"reason": "pending",
		"due": "2028-06-30",
	},
	"the last day of the year": {
		"verdict": "not_applicable",
		"change": {"as_of": "2027-12-31", "report": {"year": 2027}},
	},
	"a year before the first": {"verdict": "not_applicable", "change": {"report": {"year": 2025}}},
	"year unknown": {"verdict": "not_applicable", "change": {"report": {"year": null}}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2027-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2026-12-31"}, "reason": "not_in_force"},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"no report": {"verdict": "not_applicable", "change": {"report": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := annual_report.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := annual_report.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"report/national_deadline": 2027}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := annual_report.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := annual_report.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := annual_report.decision with input as odd
	decision.verdict == "fail"
}
