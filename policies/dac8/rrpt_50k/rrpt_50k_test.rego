package dac8.rrpt_50k_test

import data.dac8.rrpt_50k

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"payments": [{"id": "p", "value_usd": 50000, "classified_as": "transfer_out"}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly USD 50 000 is a transfer": {"verdict": "pass", "change": {}},
	"exactly USD 50 000 as a retail payment": {
		"verdict": "fail",
		"change": {"payments": [{"id": "p", "value_usd": 50000, "classified_as": "retail_payment"}]},
		"reason": "requirement_not_met",
	},
	"a cent above as a retail payment": {
		"verdict": "pass",
		"change": {"payments": [{"id": "p", "value_usd": 50000.01, "classified_as": "retail_payment"}]},
	},
	"a cent above as a transfer": {
		"verdict": "fail",
		"change": {"payments": [{"id": "p", "value_usd": 50000.01, "classified_as": "transfer_out"}]},
	},
	"one of two wrong": {
		"verdict": "fail",
		"change": {"payments": [
			{"id": "p", "value_usd": 50000, "classified_as": "transfer_out"},
			{"id": "p", "value_usd": 60000, "classified_as": "transfer_out"},
		]},
	},
	"no payments": {"verdict": "not_applicable", "change": {"payments": []}, "reason": "not_in_scope"},
	"payments not said": {"verdict": "not_applicable", "change": {"payments": null}},
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
	decision := rrpt_50k.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"payments/0/value_usd": "1", "payments/0/classified_as": false}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rrpt_50k.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rrpt_50k.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rrpt_50k.decision with input as odd
	decision.verdict == "fail"
}
