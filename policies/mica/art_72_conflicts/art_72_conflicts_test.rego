package mica.art_72_conflicts_test

import data.mica.art_72_conflicts

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"conflicts": {"policy": true, "disclosed_on_website": true, "last_reviewed_on": "2025-09-01"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a year and a day": {"verdict": "fail", "change": {"as_of": "2026-09-02"}, "reason": "requirement_not_met"},
	"no policy": {"verdict": "fail", "change": {"conflicts": {"policy": false}}},
	"not disclosed": {"verdict": "fail", "change": {"conflicts": {"disclosed_on_website": false}}},
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
	decision := art_72_conflicts.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"conflicts/policy": "true", "conflicts/disclosed_on_website": "true", "conflicts/last_reviewed_on": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_72_conflicts.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_72_conflicts.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_72_conflicts.decision with input as mistyped
	decision.verdict == "fail"
}
