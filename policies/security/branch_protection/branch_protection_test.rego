package security.branch_protection_test

import data.security.branch_protection

sheet := {
	"as_of": "2026-09-01",
	"repo": {"direct_push_blocked": true, "deletion_blocked": true, "status_checks_required": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}},
	"without direct push blocked": {
		"verdict": "fail",
		"change": {"repo": {"direct_push_blocked": false}},
		"reason": "requirement_not_met",
	},
	"without deletion blocked": {
		"verdict": "fail",
		"change": {"repo": {"deletion_blocked": false}},
		"reason": "requirement_not_met",
	},
	"without status checks required": {
		"verdict": "fail",
		"change": {"repo": {"status_checks_required": false}},
		"reason": "requirement_not_met",
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := branch_protection.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"repo/direct_push_blocked": "true",
	"repo/deletion_blocked": "true",
	"repo/status_checks_required": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := branch_protection.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := branch_protection.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := branch_protection.decision with input as odd
	decision.verdict == "fail"
}
