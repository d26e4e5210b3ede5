package mica.art_75_custody_test

import data.mica.art_75_custody

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["custody"]},
	"custody": {
		"client_agreements": true,
		"register_of_positions": true,
		"policy": true,
		"segregated_on_dlt": true,
		"statement_interval_months": 3,
		"liability": "market_value",
		"subcustodians": [],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"no agreements": {
		"verdict": "fail",
		"change": {"custody": {"client_agreements": false}},
		"reason": "requirement_not_met",
	},
	"no register": {"verdict": "fail", "change": {"custody": {"register_of_positions": false}}},
	"no policy": {"verdict": "fail", "change": {"custody": {"policy": false}}},
	"not apart": {"verdict": "fail", "change": {"custody": {"segregated_on_dlt": false}}},
	"statements every four months": {
		"verdict": "fail",
		"change": {"custody": {"statement_interval_months": 4}},
	},
	"full liability": {"verdict": "pass", "change": {"custody": {"liability": "full"}}},
	"liability excluded": {"verdict": "fail", "change": {"custody": {"liability": "none"}}},
	"an authorised sub-custodian": {
		"verdict": "pass",
		"change": {"custody": {"subcustodians": [{"name": "a", "authorised_casp": true}]}},
	},
	"one of two not authorised": {
		"verdict": "fail",
		"change": {"custody": {"subcustodians": [
			{"name": "a", "authorised_casp": true},
			{"name": "b", "authorised_casp": false},
		]}},
	},
	"a sub-custodian unknown": {
		"verdict": "fail",
		"change": {"custody": {"subcustodians": [{"name": "a"}]}},
		"reason": "evidence_missing",
	},
	"no custody": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["advice"]}},
		"reason": "not_in_scope",
	},
	"services unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": null}},
		"reason": "not_in_scope",
	},
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
	decision := art_75_custody.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"custody/client_agreements": "true",
	"custody/register_of_positions": "true",
	"custody/policy": "true",
	"custody/segregated_on_dlt": "true",
	"custody/statement_interval_months": "3",
	"custody/liability": true,
	"custody/subcustodians": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_75_custody.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_75_custody.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_75_custody.decision with input as mistyped
	decision.verdict == "fail"
}
