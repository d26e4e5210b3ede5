package privacy.gdpr_5_6_purpose_basis_test

import data.privacy.gdpr_5_6_purpose_basis

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "contract",
		}],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"a purpose and a basis": {"verdict": "pass", "change": {}},
	"a blank purpose": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{"id": "payroll", "purpose": "  ", "legal_basis": "contract"}]}},
		"reason": "requirement_not_met",
	},
	"no basis of Art. 6": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "business_need",
		}]}},
	},
	"legitimate interests, weighed": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "legitimate_interests",
			"lia_documented": true,
		}]}},
	},
	"legitimate interests, not weighed": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "legitimate_interests",
			"lia_documented": false,
		}]}},
	},
	"legitimate interests, nothing said": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "legitimate_interests",
		}]}},
	},
	"one of two without basis": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [
			{"id": "payroll", "purpose": "paying staff", "legal_basis": "contract"},
			{"id": "b", "purpose": "mail"},
		]}},
		"reason": "evidence_missing",
	},
	"no activities": {"verdict": "pass", "change": {"privacy": {"activities": []}}},
	"on consent": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "consent",
		}]}},
	},
	"on legal obligation": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "legal_obligation",
		}]}},
	},
	"on vital interests": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "vital_interests",
		}]}},
	},
	"on public task": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "payroll",
			"purpose": "paying staff",
			"legal_basis": "public_task",
		}]}},
	},
	"no data of people in the Union": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": false}},
		"reason": "not_in_scope",
	},
	"not known whose data": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": null}},
	},
	"the first day of the GDPR": {"verdict": "pass", "change": {"as_of": "2018-05-25"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_5_6_purpose_basis.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"privacy/activities": "payroll",
	"privacy/activities/0/purpose": 7,
	"privacy/activities/0/legal_basis": ["contract"],
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_5_6_purpose_basis.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_5_6_purpose_basis.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_5_6_purpose_basis.decision with input as odd
	decision.verdict == "fail"
}
