package security.dependencies_pinned_test

import data.security.dependencies_pinned

sheet := {"as_of": "2026-09-01", "repo": {"lockfile": true, "unpinned_ci_actions": 0}}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}},
	"without lockfile": {
		"verdict": "fail",
		"change": {"repo": {"lockfile": false}},
		"reason": "requirement_not_met",
	},
	"one of unpinned ci actions": {
		"verdict": "fail",
		"change": {"repo": {"unpinned_ci_actions": 1}},
		"reason": "requirement_not_met",
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := dependencies_pinned.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/lockfile": "true", "repo/unpinned_ci_actions": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := dependencies_pinned.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := dependencies_pinned.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := dependencies_pinned.decision with input as odd
	decision.verdict == "fail"
}
