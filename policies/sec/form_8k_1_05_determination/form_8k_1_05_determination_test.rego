package sec.form_8k_1_05_determination_test

import data.sec.form_8k_1_05_determination

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["registrant"]},
	"incident": {
		"discovered_on": "2026-08-01",
		"determined_material_on": "2026-08-11",
		"assessment_documented": true,
		"max_assessment_days_policy": 10,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"on the last day of the policy": {"verdict": "pass", "change": {}},
	"a day later": {
		"verdict": "fail",
		"change": {"incident": {"determined_material_on": "2026-08-12"}},
		"reason": "requirement_not_met",
	},
	"not yet decided, the last day": {
		"verdict": "pass",
		"change": {"as_of": "2026-08-11", "incident": {"determined_material_on": null}},
		"reason": "pending",
		"due": "2026-08-11",
	},
	"not yet decided, a day later": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-12", "incident": {"determined_material_on": null}},
	},
	"assessment not kept": {"verdict": "fail", "change": {"incident": {"assessment_documented": false}}},
	"decided, but no date said": {"verdict": "fail", "change": {"incident": {"determined_material_on": "soon"}}},
	"no incident": {"verdict": "not_applicable", "change": {"incident": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"before the item existed": {
		"verdict": "not_applicable",
		"change": {"as_of": "2023-12-17"},
		"reason": "not_in_force",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := form_8k_1_05_determination.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := form_8k_1_05_determination.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"incident/discovered_on": 20260801,
	"incident/assessment_documented": "true",
	"incident/max_assessment_days_policy": "10",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := form_8k_1_05_determination.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := form_8k_1_05_determination.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := form_8k_1_05_determination.decision with input as odd
	decision.verdict == "fail"
}
