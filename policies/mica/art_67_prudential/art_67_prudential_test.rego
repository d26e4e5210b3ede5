package mica.art_67_prudential_test

import data.mica.art_67_prudential

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {
		"authorisation": "art63",
		"services": ["advice"],
		"own_funds_eur": 30000,
		"insurance_cover_eur": 20000,
		"fixed_overheads_prev_year_eur": 200000,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a cent short of class 1": {
		"verdict": "fail",
		"change": {"casp": {"own_funds_eur": 29999.99, "fixed_overheads_prev_year_eur": 0}},
		"reason": "requirement_not_met",
	},
	"overheads a euro too high": {
		"verdict": "fail",
		"change": {"casp": {"fixed_overheads_prev_year_eur": 200001}},
	},
	"class 2": {"verdict": "pass", "change": {"casp": {"services": ["custody"], "own_funds_eur": 105000}}},
	"a cent short of class 2": {
		"verdict": "fail",
		"change": {"casp": {"services": ["exchange_crypto", "advice"], "own_funds_eur": 104999.99}},
	},
	"class 2 by exchange for funds": {"verdict": "fail", "change": {"casp": {"services": ["exchange_funds"]}}},
	"class 3": {
		"verdict": "pass",
		"change": {"casp": {"services": ["trading_platform", "custody"], "own_funds_eur": 130000}},
	},
	"a cent short of class 3": {
		"verdict": "fail",
		"change": {"casp": {"services": ["trading_platform"], "own_funds_eur": 129999.99}},
	},
	"notified under Art. 60": {
		"verdict": "not_applicable",
		"change": {"casp": {"authorisation": "art60"}},
		"reason": "not_in_scope",
	},
	"no authorisation": {"verdict": "pass", "change": {"casp": {"authorisation": null}}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-12-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-12-29"},
		"reason": "not_in_force",
	},
	"no role": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": []}},
		"reason": "not_in_scope",
	},
	"role unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": null}},
		"reason": "not_in_scope",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := art_67_prudential.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"casp/services": true,
	"casp/own_funds_eur": "30000",
	"casp/insurance_cover_eur": "20000",
	"casp/fixed_overheads_prev_year_eur": "200000",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_67_prudential.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_67_prudential.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_67_prudential.decision with input as mistyped
	decision.verdict == "fail"
}
