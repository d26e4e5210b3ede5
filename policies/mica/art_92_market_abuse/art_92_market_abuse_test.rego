package mica.art_92_market_abuse_test

import data.mica.art_92_market_abuse

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["custody", "rto"]},
	"market_abuse": {"surveillance": true, "stor_procedure": true, "open_suspicions_unreported": 0},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"one open suspicion": {
		"verdict": "fail",
		"change": {"market_abuse": {"open_suspicions_unreported": 1}},
		"reason": "requirement_not_met",
	},
	"nobody watches": {"verdict": "fail", "change": {"market_abuse": {"surveillance": false}}},
	"no procedure": {"verdict": "fail", "change": {"market_abuse": {"stor_procedure": false}}},
	"advice and custody only": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["advice", "custody", "transfer"]}},
		"reason": "not_in_scope",
	},
	"services unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": null}},
		"reason": "not_in_scope",
	},
	"by trading_platform": {"verdict": "pass", "change": {"casp": {"services": ["trading_platform"]}}},
	"by exchange_funds": {"verdict": "pass", "change": {"casp": {"services": ["exchange_funds"]}}},
	"by exchange_crypto": {"verdict": "pass", "change": {"casp": {"services": ["exchange_crypto"]}}},
	"by execution": {"verdict": "pass", "change": {"casp": {"services": ["execution"]}}},
	"by rto": {"verdict": "pass", "change": {"casp": {"services": ["rto"]}}},
	"by placing": {"verdict": "pass", "change": {"casp": {"services": ["placing"]}}},
	"by portfolio": {"verdict": "pass", "change": {"casp": {"services": ["portfolio"]}}},
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
	decision := art_92_market_abuse.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"market_abuse/surveillance": "true",
	"market_abuse/stor_procedure": "true",
	"market_abuse/open_suspicions_unreported": "0",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_92_market_abuse.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_92_market_abuse.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_92_market_abuse.decision with input as mistyped
	decision.verdict == "fail"
}
