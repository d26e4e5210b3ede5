package security.resilience_testing_test

import data.security.resilience_testing

sheet := {
	"as_of": "2026-09-01",
	"repo": {"supports_critical_function": true, "last_pentest_on": "2025-09-01", "pentest_independent": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly a year ago": {"verdict": "pass", "change": {}},
	"a day earlier": {
		"verdict": "fail",
		"change": {"repo": {"last_pentest_on": "2025-08-31"}},
		"reason": "requirement_not_met",
	},
	"by the house itself": {"verdict": "fail", "change": {"repo": {"pentest_independent": false}}},
	"no critical function": {
		"verdict": "not_applicable",
		"change": {"repo": {"supports_critical_function": false}},
		"reason": "not_in_scope",
	},
	"function unknown": {"verdict": "not_applicable", "change": {"repo": {"supports_critical_function": null}}},
	"the first day of DORA": {"verdict": "pass", "change": {"as_of": "2025-01-17"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-01-16"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := resilience_testing.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/last_pentest_on": 2026, "repo/pentest_independent": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := resilience_testing.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := resilience_testing.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := resilience_testing.decision with input as odd
	decision.verdict == "fail"
}
