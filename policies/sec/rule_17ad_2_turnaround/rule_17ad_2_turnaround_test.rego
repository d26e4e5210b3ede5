package sec.rule_17ad_2_turnaround_test

import data.sec.rule_17ad_2_turnaround

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["transfer_agent"]},
	"transfer_agent": {"routine_items": 200, "routine_within_3bd": 180},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly 90 %": {"verdict": "pass", "change": {}},
	"one item fewer": {
		"verdict": "fail",
		"change": {"transfer_agent": {"routine_within_3bd": 179}},
		"reason": "requirement_not_met",
	},
	"a month without items": {
		"verdict": "pass",
		"change": {"transfer_agent": {"routine_items": 0, "routine_within_3bd": 0}},
	},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_17ad_2_turnaround.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"transfer_agent/routine_items": "1", "transfer_agent/routine_within_3bd": "200"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_17ad_2_turnaround.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_17ad_2_turnaround.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_17ad_2_turnaround.decision with input as odd
	decision.verdict == "fail"
}
