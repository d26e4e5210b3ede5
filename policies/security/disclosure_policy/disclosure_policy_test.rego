package security.disclosure_policy_test

import data.security.disclosure_policy

sheet := {
	"as_of": "2026-09-01",
	"repo": {"security_policy": {"published": true, "response_days": 5, "private_channel": true}},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all three": {"verdict": "pass", "change": {}},
	"not published": {
		"verdict": "fail",
		"change": {"repo": {"security_policy": {"published": false}}},
		"reason": "requirement_not_met",
	},
	"no private channel": {
		"verdict": "fail",
		"change": {"repo": {"security_policy": {"private_channel": false}}},
	},
	"an answer the same day": {"verdict": "pass", "change": {"repo": {"security_policy": {"response_days": 0}}}},
	"no policy": {"verdict": "fail", "change": {"repo": {"security_policy": null}}, "reason": "evidence_missing"},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := disclosure_policy.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"repo/security_policy/published": "true",
	"repo/security_policy/response_days": "5",
	"repo/security_policy/private_channel": "mail",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := disclosure_policy.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := disclosure_policy.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := disclosure_policy.decision with input as odd
	decision.verdict == "fail"
}
