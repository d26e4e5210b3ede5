package dac8.retention_test

import data.dac8.retention

sheet := {"as_of": "2026-09-01", "rcasp": {"is_reporting_casp": true}, "records": {"dac8_retention_years": 7}}

# What changes in the sheet, and what is decided then.
cases := {
	"seven years": {"verdict": "pass", "change": {}},
	"exactly five": {"verdict": "pass", "change": {"records": {"dac8_retention_years": 5}}},
	"less than five": {
		"verdict": "fail",
		"change": {"records": {"dac8_retention_years": 4.9}},
		"reason": "requirement_not_met",
	},
	"exactly ten": {"verdict": "pass", "change": {"records": {"dac8_retention_years": 10}}},
	"more than ten": {"verdict": "fail", "change": {"records": {"dac8_retention_years": 10.1}}},
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
	decision := retention.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"records/dac8_retention_years": "7"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := retention.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := retention.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := retention.decision with input as odd
	decision.verdict == "fail"
}
