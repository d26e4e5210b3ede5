package dac8.tin_test

import data.dac8.tin

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"users": {"reportable_total": 20, "with_tin": 18, "tin_not_issued_documented": 2},
}

# What changes in the sheet, and what is decided then.
cases := {
	"a number or a reason for everyone": {"verdict": "pass", "change": {}},
	"one without either": {
		"verdict": "fail",
		"change": {"users": {"with_tin": 17}},
		"reason": "requirement_not_met",
	},
	"nobody to be reported": {
		"verdict": "not_applicable",
		"change": {"users": {"reportable_total": 0}},
		"reason": "not_in_scope",
	},
	"number of users unknown": {"verdict": "not_applicable", "change": {"users": {"reportable_total": null}}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := tin.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"users/with_tin": "18", "users/tin_not_issued_documented": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := tin.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := tin.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := tin.decision with input as odd
	decision.verdict == "fail"
}
