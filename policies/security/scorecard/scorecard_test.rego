package security.scorecard_test

import data.security.scorecard

sheet := {"as_of": "2026-09-01", "scorecard": {"aggregate": 7, "checks": {"Dangerous-Workflow": 10}}}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly 7.0": {"verdict": "pass", "change": {}},
	"6.9": {"verdict": "fail", "change": {"scorecard": {"aggregate": 6.9}}, "reason": "requirement_not_met"},
	"a dangerous workflow": {
		"verdict": "fail",
		"change": {"scorecard": {"aggregate": 9.5, "checks": {"Dangerous-Workflow": 9}}},
	},
	"a threshold of 8": {"verdict": "fail", "change": {"params": {"scorecard_min": 8}}},
	"a threshold of 5": {
		"verdict": "pass",
		"change": {"params": {"scorecard_min": 5}, "scorecard": {"aggregate": 5}},
	},
	"a threshold of a wrong type": {"verdict": "fail", "change": {"params": {"scorecard_min": "5"}}},
	"no scorecard": {"verdict": "not_applicable", "change": {"scorecard": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := scorecard.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"scorecard/aggregate": "9", "scorecard/checks/Dangerous-Workflow": "10"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := scorecard.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := scorecard.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := scorecard.decision with input as odd
	decision.verdict == "fail"
}
