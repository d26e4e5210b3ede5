package security.tests_in_ci_test

import data.security.tests_in_ci

sheet := {"as_of": "2026-09-01", "repo": {"tests_required": true, "last_main_build_passed": true}}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}},
	"without tests required": {
		"verdict": "fail",
		"change": {"repo": {"tests_required": false}},
		"reason": "requirement_not_met",
	},
	"without last main build passed": {
		"verdict": "fail",
		"change": {"repo": {"last_main_build_passed": false}},
		"reason": "requirement_not_met",
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := tests_in_ci.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/tests_required": "true", "repo/last_main_build_passed": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := tests_in_ci.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := tests_in_ci.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := tests_in_ci.decision with input as odd
	decision.verdict == "fail"
}
