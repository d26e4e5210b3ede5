package dac8.reasonableness_test

import data.dac8.reasonableness

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"dd": {"reasonableness_check": true, "unresolved_contradictions": 0},
}

# What changes in the sheet, and what is decided then.
cases := {
	"checked, nothing open": {"verdict": "pass", "change": {}},
	"one contradiction open": {
		"verdict": "fail",
		"change": {"dd": {"unresolved_contradictions": 1}},
		"reason": "requirement_not_met",
	},
	"not checked": {"verdict": "fail", "change": {"dd": {"reasonableness_check": false}}},
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
	decision := reasonableness.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"dd/reasonableness_check": "true", "dd/unresolved_contradictions": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := reasonableness.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := reasonableness.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := reasonableness.decision with input as odd
	decision.verdict == "fail"
}
