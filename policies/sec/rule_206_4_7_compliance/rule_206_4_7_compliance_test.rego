package sec.rule_206_4_7_compliance_test

import data.sec.rule_206_4_7_compliance

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ria"]},
	"compliance_program": {"written_policies": true, "cco": true, "last_review_on": "2025-09-01"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"reviewed twelve months ago": {"verdict": "pass", "change": {}},
	"reviewed a day earlier": {
		"verdict": "fail",
		"change": {"compliance_program": {"last_review_on": "2025-08-31"}},
		"reason": "requirement_not_met",
	},
	"nothing written": {"verdict": "fail", "change": {"compliance_program": {"written_policies": false}}},
	"no officer": {"verdict": "fail", "change": {"compliance_program": {"cco": false}}},
	"reviewed on no true date": {
		"verdict": "fail",
		"change": {"compliance_program": {"last_review_on": "2026-02-30"}},
	},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_206_4_7_compliance.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"compliance_program/written_policies": "true",
	"compliance_program/cco": "Jane",
	"compliance_program/last_review_on": 2026,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_206_4_7_compliance.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_206_4_7_compliance.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_206_4_7_compliance.decision with input as odd
	decision.verdict == "fail"
}
