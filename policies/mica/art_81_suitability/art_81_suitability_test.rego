package mica.art_81_suitability_test

import data.mica.art_81_suitability

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["portfolio"]},
	"suitability": {
		"assessed_before_service": true,
		"reassess_interval_months": 24,
		"report_issued": true,
		"pm_statement_interval_months": 3,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"25 months": {
		"verdict": "fail",
		"change": {"suitability": {"reassess_interval_months": 25}},
		"reason": "requirement_not_met",
	},
	"not assessed": {"verdict": "fail", "change": {"suitability": {"assessed_before_service": false}}},
	"no report": {"verdict": "fail", "change": {"suitability": {"report_issued": false}}},
	"statements every four months": {
		"verdict": "fail",
		"change": {"suitability": {"pm_statement_interval_months": 4}},
	},
	"advice only": {
		"verdict": "pass",
		"change": {"casp": {"services": ["advice"]}, "suitability": {"pm_statement_interval_months": null}},
	},
	"neither": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["custody"]}},
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
	decision := art_81_suitability.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"suitability/assessed_before_service": "true",
	"suitability/reassess_interval_months": "24",
	"suitability/report_issued": "true",
	"suitability/pm_statement_interval_months": "3",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_81_suitability.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_81_suitability.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_81_suitability.decision with input as mistyped
	decision.verdict == "fail"
}
