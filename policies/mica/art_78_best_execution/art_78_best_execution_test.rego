package mica.art_78_best_execution_test

import data.mica.art_78_best_execution

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["execution"]},
	"execution": {"policy": true, "client_consent": true, "last_reviewed_on": "2025-09-01"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a year and a day": {"verdict": "fail", "change": {"as_of": "2026-09-02"}, "reason": "requirement_not_met"},
	"no policy": {"verdict": "fail", "change": {"execution": {"policy": false}}},
	"no consent": {"verdict": "fail", "change": {"execution": {"client_consent": false}}},
	"no execution": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["rto"]}},
		"reason": "not_in_scope",
	},
	"services unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": null}},
		"reason": "not_in_scope",
	},
	"a project that reviews twice a year": {
		"verdict": "fail",
		"change": {"params": {"execution_review_months": 6}},
	},
	"a period in words": {"verdict": "fail", "change": {"params": {"execution_review_months": "long"}}},
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
	decision := art_78_best_execution.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"execution/policy": "true", "execution/client_consent": "true", "execution/last_reviewed_on": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_78_best_execution.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_78_best_execution.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_78_best_execution.decision with input as mistyped
	decision.verdict == "fail"
}
