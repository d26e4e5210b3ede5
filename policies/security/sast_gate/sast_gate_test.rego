package security.sast_gate_test

import data.security.sast_gate

sheet := {
	"as_of": "2026-09-01",
	"repo": {"sast_in_ci": true, "sast_blocking": true, "sast_open_unsuppressed": 0},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}},
	"without sast in ci": {
		"verdict": "fail",
		"change": {"repo": {"sast_in_ci": false}},
		"reason": "requirement_not_met",
	},
	"without sast blocking": {
		"verdict": "fail",
		"change": {"repo": {"sast_blocking": false}},
		"reason": "requirement_not_met",
	},
	"one of sast open unsuppressed": {
		"verdict": "fail",
		"change": {"repo": {"sast_open_unsuppressed": 1}},
		"reason": "requirement_not_met",
	},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := sast_gate.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/sast_in_ci": "true", "repo/sast_blocking": "true", "repo/sast_open_unsuppressed": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := sast_gate.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := sast_gate.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := sast_gate.decision with input as odd
	decision.verdict == "fail"
}
