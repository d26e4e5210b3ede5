package dac8.valuation_test

import data.dac8.valuation

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"report": {"valuation": {"single_currency": true, "at_transaction_time": true, "method_documented": true}},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all three": {"verdict": "pass", "change": {}},
	"without single currency": {
		"verdict": "fail",
		"change": {"report": {"valuation": {"single_currency": false}}},
		"reason": "requirement_not_met",
	},
	"without at transaction time": {
		"verdict": "fail",
		"change": {"report": {"valuation": {"at_transaction_time": false}}},
		"reason": "requirement_not_met",
	},
	"without method documented": {
		"verdict": "fail",
		"change": {"report": {"valuation": {"method_documented": false}}},
		"reason": "requirement_not_met",
	},
	"no report": {"verdict": "not_applicable", "change": {"report": null}, "reason": "not_in_scope"},
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
	decision := valuation.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"report/valuation/single_currency": "true",
	"report/valuation/at_transaction_time": "true",
	"report/valuation/method_documented": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := valuation.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := valuation.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := valuation.decision with input as odd
	decision.verdict == "fail"
}
