package dac8.schema_test

import data.dac8.schema

sheet := {
	"as_of": "2027-07-01",
	"rcasp": {"is_reporting_casp": true},
	"report": {"submitted_on": "2027-06-01", "schema_valid": true, "schema_version": "DAC8 1.0"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"valid": {"verdict": "pass", "change": {}},
	"not valid": {
		"verdict": "fail",
		"change": {"report": {"schema_valid": false}},
		"reason": "requirement_not_met",
	},
	"a blank version": {"verdict": "fail", "change": {"report": {"schema_version": ""}}},
	"nothing handed in": {
		"verdict": "not_applicable",
		"change": {"report": {"submitted_on": null}},
		"reason": "not_in_scope",
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
	decision := schema.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"report/schema_valid": "true", "report/schema_version": 1.0}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := schema.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := schema.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := schema.decision with input as odd
	decision.verdict == "fail"
}
