package sec.rule_15c3_3_reserve_test

import data.sec.rule_15c3_3_reserve

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["carrying_bd"]},
	"reserve_computation": {
		"frequency": "daily",
		"avg_total_credits_usd": 500000000,
		"required_deposit_usd": 1200000,
		"on_deposit_usd": 1200000,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly funded, daily": {"verdict": "pass", "change": {}},
	"a cent short": {
		"verdict": "fail",
		"change": {"reserve_computation": {"on_deposit_usd": 1199999.99}},
		"reason": "requirement_not_met",
	},
	"weekly at USD 500 million": {"verdict": "fail", "change": {"reserve_computation": {"frequency": "weekly"}}},
	"weekly on 30 June 2026": {
		"verdict": "fail",
		"change": {"as_of": "2026-06-30", "reserve_computation": {"frequency": "weekly"}},
	},
	"weekly on 29 June 2026": {
		"verdict": "pass",
		"change": {"as_of": "2026-06-29", "reserve_computation": {"frequency": "weekly"}},
	},
	"weekly below USD 500 million": {
		"verdict": "pass",
		"change": {"reserve_computation": {"frequency": "weekly", "avg_total_credits_usd": 499999999.99}},
	},
	"frequency unknown where weekly is enough": {
		"verdict": "pass",
		"change": {"reserve_computation": {"frequency": null, "avg_total_credits_usd": 1}},
	},
	"a firm that carries no accounts": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["broker_dealer"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_15c3_3_reserve.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"reserve_computation/on_deposit_usd": "9",
	"reserve_computation/required_deposit_usd": false,
	"reserve_computation/avg_total_credits_usd": false,
	"reserve_computation/frequency": 1,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_15c3_3_reserve.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_15c3_3_reserve.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_15c3_3_reserve.decision with input as odd
	decision.verdict == "fail"
}
