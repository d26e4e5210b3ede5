package sec.form_10k_deadline_test

import data.sec.form_10k_deadline

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["registrant"]},
	"annual_report": {
		"fiscal_year_end": "2025-12-31",
		"filer_status": "large_accelerated",
		"filed_on": "2026-03-02",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"day 60 is a Sunday, filed on Monday": {
		"verdict": "pass",
		"change": {"annual_report": {"filed_on": "2026-03-02"}},
	},
	"filed on Tuesday": {
		"verdict": "fail",
		"change": {"annual_report": {"filed_on": "2026-03-03"}},
		"reason": "requirement_not_met",
	},
	"accelerated, day 75 on a Monday": {
		"verdict": "pass",
		"change": {"annual_report": {"filer_status": "accelerated", "filed_on": "2026-03-16"}},
	},
	"accelerated, a day later": {
		"verdict": "fail",
		"change": {"annual_report": {"filer_status": "accelerated", "filed_on": "2026-03-17"}},
	},
	"others, day 90": {
		"verdict": "pass",
		"change": {"annual_report": {"filer_status": "non_accelerated", "filed_on": "2026-03-31"}},
	},
	"others, day 91": {
		"verdict": "fail",
		"change": {"annual_report": {"filer_status": "non_accelerated", "filed_on": "2026-04-01"}},
	},
	"the Commission is closed on the last day": {
		"verdict": "pass",
		"change": {"annual_report": {"filed_on": "2026-03-03"}, "calendar": {"sec_extra_closed": ["2026-03-02"]}},
	},
	"not filed, the last day": {
		"verdict": "pass",
		"change": {"as_of": "2026-03-02", "annual_report": {"filed_on": null}},
		"reason": "pending",
		"due": "2026-03-02",
	},
	"not filed, a day later": {
		"verdict": "fail",
		"change": {"as_of": "2026-03-03", "annual_report": {"filed_on": null}},
	},
	"a kind of filer nobody knows": {"verdict": "fail", "change": {"annual_report": {"filer_status": "huge"}}},
	"a year end that is no date": {
		"verdict": "fail",
		"change": {"annual_report": {"fiscal_year_end": "2025-13-31"}},
	},
	"no fiscal year end": {"verdict": "not_applicable", "change": {"annual_report": {"fiscal_year_end": null}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := form_10k_deadline.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := form_10k_deadline.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"annual_report/filer_status": 60}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := form_10k_deadline.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := form_10k_deadline.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := form_10k_deadline.decision with input as odd
	decision.verdict == "fail"
}
