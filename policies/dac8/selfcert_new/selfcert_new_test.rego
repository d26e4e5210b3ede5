package dac8.selfcert_new_test

import data.dac8.selfcert_new

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"dd": {"new_individuals": 31, "new_individuals_with_valid_selfcert": 31},
}

# What changes in the sheet, and what is decided then.
cases := {
	"everyone": {"verdict": "pass", "change": {}},
	"all but one": {
		"verdict": "fail",
		"change": {"dd": {"new_individuals_with_valid_selfcert": 30}},
		"reason": "requirement_not_met",
	},
	"no new users": {
		"verdict": "pass",
		"change": {"dd": {"new_individuals": 0, "new_individuals_with_valid_selfcert": 0}},
	},
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
	decision := selfcert_new.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"dd/new_individuals": "31", "dd/new_individuals_with_valid_selfcert": "31"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := selfcert_new.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := selfcert_new.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := selfcert_new.decision with input as odd
	decision.verdict == "fail"
}
