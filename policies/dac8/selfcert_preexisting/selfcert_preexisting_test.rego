package dac8.selfcert_preexisting_test

import data.dac8.selfcert_preexisting

sheet := {
	"as_of": "2027-02-01",
	"rcasp": {"is_reporting_casp": true},
	"dd": {"preexisting_users": 50, "preexisting_with_valid_selfcert": 47, "preexisting_blocked": 3},
}

# What changes in the sheet, and what is decided then.
cases := {
	"certified or blocked": {"verdict": "pass", "change": {}},
	"one neither certified nor blocked": {
		"verdict": "fail",
		"change": {"dd": {"preexisting_blocked": 2}},
		"reason": "requirement_not_met",
	},
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
}

test_verdict[name] if {
	some name, case in cases
	decision := selfcert_preexisting.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"dd/preexisting_users": "50",
	"dd/preexisting_with_valid_selfcert": "47",
	"dd/preexisting_blocked": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := selfcert_preexisting.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := selfcert_preexisting.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := selfcert_preexisting.decision with input as odd
	decision.verdict == "fail"
}
