package sec.rule_204_2_records_test

import data.sec.rule_204_2_records

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ria"]},
	"records": {"ria_retention_years": 5, "ria_office_years": 2},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly as long as asked": {"verdict": "pass", "change": {}},
	"less than five years": {
		"verdict": "fail",
		"change": {"records": {"ria_retention_years": 4.9}},
		"reason": "requirement_not_met",
	},
	"less than two in the office": {"verdict": "fail", "change": {"records": {"ria_office_years": 1}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_204_2_records.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"records/ria_retention_years": "5", "records/ria_office_years": [2]}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_204_2_records.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_204_2_records.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_204_2_records.decision with input as odd
	decision.verdict == "fail"
}
