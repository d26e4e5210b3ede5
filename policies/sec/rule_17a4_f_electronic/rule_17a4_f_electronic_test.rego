package sec.rule_17a4_f_electronic_test

import data.sec.rule_17a4_f_electronic

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["broker_dealer"]},
	"records": {"electronic": true, "electronic_format": "worm", "redundant_copy": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"write once": {"verdict": "pass", "change": {}},
	"audit trail": {"verdict": "pass", "change": {"records": {"electronic_format": "audit_trail"}}},
	"ordinary storage": {
		"verdict": "fail",
		"change": {"records": {"electronic_format": "other"}},
		"reason": "requirement_not_met",
	},
	"no second copy": {"verdict": "fail", "change": {"records": {"redundant_copy": false}}},
	"a carrying firm": {"verdict": "pass", "change": {"entity": {"sec_roles": ["carrying_bd"]}}},
	"on paper": {"verdict": "not_applicable", "change": {"records": {"electronic": false}}},
	"not known whether electronic": {"verdict": "not_applicable", "change": {"records": {"electronic": null}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2023-05-03"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2023-05-02"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_17a4_f_electronic.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"records/electronic_format": true, "records/redundant_copy": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_17a4_f_electronic.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_17a4_f_electronic.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_17a4_f_electronic.decision with input as odd
	decision.verdict == "fail"
}
