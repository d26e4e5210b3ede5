package security.mfa_test

import data.security.mfa

sheet := {"as_of": "2026-09-01", "repo": {"collaborators": 9, "collaborators_with_mfa": 9}}

# What changes in the sheet, and what is decided then.
cases := {
	"everyone": {"verdict": "pass", "change": {}},
	"all but one": {
		"verdict": "fail",
		"change": {"repo": {"collaborators_with_mfa": 8}},
		"reason": "requirement_not_met",
	},
	"a repository of nobody": {
		"verdict": "pass",
		"change": {"repo": {"collaborators": 0, "collaborators_with_mfa": 0}},
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := mfa.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/collaborators": "9", "repo/collaborators_with_mfa": "9"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := mfa.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := mfa.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := mfa.decision with input as odd
	decision.verdict == "fail"
}
