package sec.ats_301_test

import data.sec.ats_301

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ats"]},
	"ats": {
		"form_ats_filed_on": "2026-01-05",
		"started_on": "2026-01-25",
		"last_quarter_end": "2026-03-31",
		"ats_r_filed_on": "2026-04-30",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"20 days before, and on day 30": {"verdict": "pass", "change": {}},
	"19 days before": {
		"verdict": "fail",
		"change": {"ats": {"form_ats_filed_on": "2026-01-06"}},
		"reason": "requirement_not_met",
	},
	"the quarter reported on day 31": {"verdict": "fail", "change": {"ats": {"ats_r_filed_on": "2026-05-01"}}},
	"the quarter not reported, day 30": {
		"verdict": "pass",
		"change": {"as_of": "2026-04-30", "ats": {"ats_r_filed_on": null}},
		"reason": "pending",
		"due": "2026-04-30",
	},
	"the quarter not reported, day 31": {
		"verdict": "fail",
		"change": {"as_of": "2026-05-01", "ats": {"ats_r_filed_on": null}},
	},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := ats_301.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := ats_301.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"ats/form_ats_filed_on": 20260105, "ats/started_on": true, "ats/last_quarter_end": 1}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := ats_301.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := ats_301.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := ats_301.decision with input as odd
	decision.verdict == "fail"
}
