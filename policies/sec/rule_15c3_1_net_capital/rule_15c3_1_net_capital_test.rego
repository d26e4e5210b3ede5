package sec.rule_15c3_1_net_capital_test

import data.sec.rule_15c3_1_net_capital

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["carrying_bd"]},
	"net_capital": {
		"usd": 1000000,
		"category": "carrying",
		"method": "ai_ratio",
		"aggregate_indebtedness_usd": 15000000,
		"first_12_months": false,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly a fifteenth": {"verdict": "pass", "change": {}},
	"a dollar more of debt": {
		"verdict": "fail",
		"change": {"net_capital": {"aggregate_indebtedness_usd": 15000001}},
		"reason": "requirement_not_met",
	},
	"exactly an eighth in the first year": {
		"verdict": "pass",
		"change": {"net_capital": {"first_12_months": true, "aggregate_indebtedness_usd": 8000000}},
	},
	"a dollar more in the first year": {
		"verdict": "fail",
		"change": {"net_capital": {"first_12_months": true, "aggregate_indebtedness_usd": 8000001}},
	},
	"carrying: at the minimum": {
		"verdict": "pass",
		"change": {"net_capital": {"category": "carrying", "usd": 250000, "aggregate_indebtedness_usd": 0}},
	},
	"carrying: a dollar short": {
		"verdict": "fail",
		"change": {"net_capital": {"category": "carrying", "usd": 249999, "aggregate_indebtedness_usd": 0}},
	},
	"introducing_no_custody: at the minimum": {
		"verdict": "pass",
		"change": {"net_capital": {
			"category": "introducing_no_custody",
			"usd": 50000,
			"aggregate_indebtedness_usd": 0,
		}},
	},
	"introducing_no_custody: a dollar short": {
		"verdict": "fail",
		"change": {"net_capital": {
			"category": "introducing_no_custody",
			"usd": 49999,
			"aggregate_indebtedness_usd": 0,
		}},
	},
	"introducing_no_receipt: at the minimum": {
		"verdict": "pass",
		"change": {"net_capital": {
			"category": "introducing_no_receipt",
			"usd": 5000,
			"aggregate_indebtedness_usd": 0,
		}},
	},
	"introducing_no_receipt: a dollar short": {
		"verdict": "fail",
		"change": {"net_capital": {
			"category": "introducing_no_receipt",
			"usd": 4999,
			"aggregate_indebtedness_usd": 0,
		}},
	},
	"dealer: at the minimum": {
		"verdict": "pass",
		"change": {"net_capital": {"category": "dealer", "usd": 100000, "aggregate_indebtedness_usd": 0}},
	},
	"dealer: a dollar short": {
		"verdict": "fail",
		"change": {"net_capital": {"category": "dealer", "usd": 99999, "aggregate_indebtedness_usd": 0}},
	},
	"a category nobody knows": {"verdict": "fail", "change": {"net_capital": {"category": "clearing"}}},
	"a method nobody knows": {"verdict": "fail", "change": {"net_capital": {"method": "both"}}},
	"alternative, at 2 % of debits": {
		"verdict": "pass",
		"change": {"net_capital": {"method": "alternative", "aggregate_debits_usd": 50000000}},
	},
	"alternative, a dollar more of debits": {
		"verdict": "fail",
		"change": {"net_capital": {"method": "alternative", "aggregate_debits_usd": 50000001}},
	},
	"alternative, at the floor": {
		"verdict": "pass",
		"change": {"net_capital": {"method": "alternative", "usd": 250000, "aggregate_debits_usd": 0}},
	},
	"alternative, below the floor": {
		"verdict": "fail",
		"change": {"net_capital": {"method": "alternative", "usd": 249999, "aggregate_debits_usd": 0}},
	},
	"alternative, debits unknown": {
		"verdict": "fail",
		"change": {"net_capital": {"method": "alternative"}},
		"reason": "evidence_missing",
	},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_15c3_1_net_capital.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"net_capital/usd": "1000000",
	"net_capital/category": 1,
	"net_capital/method": 1,
	"net_capital/aggregate_indebtedness_usd": "0",
	"net_capital/first_12_months": "false",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_15c3_1_net_capital.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_15c3_1_net_capital.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_15c3_1_net_capital.decision with input as odd
	decision.verdict == "fail"
}
