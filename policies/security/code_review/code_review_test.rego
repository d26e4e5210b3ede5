package security.code_review_test

import data.security.code_review

sheet := {
	"as_of": "2026-09-01",
	"repo": {"changes_sampled": 40, "changes_reviewed": 40, "required_approvals": 1},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all of the sample": {"verdict": "pass", "change": {}},
	"all but one": {
		"verdict": "fail",
		"change": {"repo": {"changes_reviewed": 39}},
		"reason": "requirement_not_met",
	},
	"no approval asked for": {"verdict": "fail", "change": {"repo": {"required_approvals": 0}}},
	"two approvals": {"verdict": "pass", "change": {"repo": {"required_approvals": 2}}},
	"nothing changed": {"verdict": "pass", "change": {"repo": {"changes_sampled": 0, "changes_reviewed": 0}}},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := code_review.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/changes_sampled": "40", "repo/changes_reviewed": "40", "repo/required_approvals": "1"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := code_review.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := code_review.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := code_review.decision with input as odd
	decision.verdict == "fail"
}
