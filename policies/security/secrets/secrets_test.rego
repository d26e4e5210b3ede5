package security.secrets_test

import data.security.secrets

sheet := {"as_of": "2026-09-01", "repo": {"push_protection": true, "open_secret_findings": 0}}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}},
	"without push protection": {
		"verdict": "fail",
		"change": {"repo": {"push_protection": false}},
		"reason": "requirement_not_met",
	},
	"one of open secret findings": {
		"verdict": "fail",
		"change": {"repo": {"open_secret_findings": 1}},
		"reason": "requirement_not_met",
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := secrets.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/push_protection": "true", "repo/open_secret_findings": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := secrets.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := secrets.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := secrets.decision with input as odd
	decision.verdict == "fail"
}
