package sec.rule_17a4_retention_test

import data.sec.rule_17a4_retention

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["broker_dealer"]},
	"records": {
		"bd_retention_years": {
			"blotters": 6,
			"general_ledger": 6,
			"customer_ledger": 6,
			"position_record": 6,
			"order_tickets": 3,
			"confirmations": 3,
			"communications": 3,
			"trial_balances": 3,
		},
		"easily_accessible_years": 2,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly as long as asked": {"verdict": "pass", "change": {}},
	"blotters a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"blotters": 5.9}}},
	},
	"general ledger a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"general_ledger": 5.9}}},
	},
	"customer ledger a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"customer_ledger": 5.9}}},
	},
	"position record a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"position_record": 5.9}}},
	},
	"order tickets a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"order_tickets": 2.9}}},
	},
	"confirmations a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"confirmations": 2.9}}},
	},
	"communications a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"communications": 2.9}}},
	},
	"trial balances a tenth of a year short": {
		"verdict": "fail",
		"change": {"records": {"bd_retention_years": {"trial_balances": 2.9}}},
	},
	"within reach for less than two years": {
		"verdict": "fail",
		"change": {"records": {"easily_accessible_years": 1.5}},
		"reason": "requirement_not_met",
	},
	"a carrying firm is a broker-dealer too": {
		"verdict": "pass",
		"change": {"entity": {"sec_roles": ["carrying_bd"]}},
	},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_17a4_retention.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"records/bd_retention_years/blotters": "9",
	"records/bd_retention_years/general_ledger": "9",
	"records/bd_retention_years/customer_ledger": "9",
	"records/bd_retention_years/position_record": "9",
	"records/bd_retention_years/order_tickets": "9",
	"records/bd_retention_years/confirmations": "9",
	"records/bd_retention_years/communications": "9",
	"records/bd_retention_years/trial_balances": "9",
	"records/easily_accessible_years": "2",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_17a4_retention.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_17a4_retention.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_17a4_retention.decision with input as odd
	decision.verdict == "fail"
}
