package mica.art_74_wind_down_test

import data.mica.art_74_wind_down

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["advice", "custody"]},
	"wind_down": {"plan": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"no plan": {"verdict": "fail", "change": {"wind_down": {"plan": false}}, "reason": "requirement_not_met"},
	"advice only": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["advice"]}},
		"reason": "not_in_scope",
	},
	"services unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": null}},
		"reason": "not_in_scope",
	},
	"by custody": {"verdict": "pass", "change": {"casp": {"services": ["custody"]}}},
	"by trading_platform": {"verdict": "pass", "change": {"casp": {"services": ["trading_platform"]}}},
	"by exchange_funds": {"verdict": "pass", "change": {"casp": {"services": ["exchange_funds"]}}},
	"by exchange_crypto": {"verdict": "pass", "change": {"casp": {"services": ["exchange_crypto"]}}},
	"by execution": {"verdict": "pass", "change": {"casp": {"services": ["execution"]}}},
	"by placing": {"verdict": "pass", "change": {"casp": {"services": ["placing"]}}},
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
	decision := art_74_wind_down.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"wind_down/plan": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_74_wind_down.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_74_wind_down.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_74_wind_down.decision with input as mistyped
	decision.verdict == "fail"
}
