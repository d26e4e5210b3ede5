package sec.regsp_sp_72h_test

import data.sec.regsp_sp_72h

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["broker_dealer"], "regsp_larger_entity": true},
	"service_providers": [{
		"name": "kyc",
		"has_customer_info": true,
		"notice_hours_commitment": 72,
		"due_diligence": true,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly 72 hours": {"verdict": "pass", "change": {}},
	"73 hours": {
		"verdict": "fail",
		"change": {"service_providers": [{
			"name": "kyc",
			"has_customer_info": true,
			"notice_hours_commitment": 73,
			"due_diligence": true,
		}]},
	},
	"no commitment": {
		"verdict": "fail",
		"change": {"service_providers": [{
			"name": "kyc",
			"has_customer_info": true,
			"notice_hours_commitment": null,
			"due_diligence": true,
		}]},
	},
	"hours as text": {
		"verdict": "fail",
		"change": {"service_providers": [{
			"name": "kyc",
			"has_customer_info": true,
			"notice_hours_commitment": "24",
			"due_diligence": true,
		}]},
	},
	"not examined": {
		"verdict": "fail",
		"change": {"service_providers": [{
			"name": "kyc",
			"has_customer_info": true,
			"notice_hours_commitment": 24,
		}]},
	},
	"another that holds nothing is left aside": {
		"verdict": "pass",
		"change": {"service_providers": [
			{"name": "kyc", "has_customer_info": true, "notice_hours_commitment": 24, "due_diligence": true},
			{"name": "fonts", "has_customer_info": false},
		]},
	},
	"one of two without commitment": {
		"verdict": "fail",
		"change": {"service_providers": [
			{"name": "kyc", "has_customer_info": true, "notice_hours_commitment": 24, "due_diligence": true},
			{"name": "mail", "has_customer_info": true, "due_diligence": true},
		]},
	},
	"none holds customer information": {
		"verdict": "not_applicable",
		"change": {"service_providers": [{"name": "fonts", "has_customer_info": false}]},
	},
	"not known whether it holds any": {
		"verdict": "not_applicable",
		"change": {"service_providers": [{"name": "fonts"}]},
	},
	"no providers": {"verdict": "not_applicable", "change": {"service_providers": []}},
	"providers not said": {"verdict": "not_applicable", "change": {"service_providers": null}},
	"a smaller institution on its first day": {
		"verdict": "pass",
		"change": {"as_of": "2026-06-03", "entity": {"regsp_larger_entity": false}},
	},
	"a smaller institution the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2026-06-02", "entity": {"regsp_larger_entity": false}},
		"reason": "not_in_scope",
	},
	"a larger institution on its first day": {"verdict": "pass", "change": {"as_of": "2025-12-03"}},
	"a larger institution the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2025-12-02"},
		"reason": "not_in_force",
	},
	"size unknown before both are bound": {
		"verdict": "not_applicable",
		"change": {"as_of": "2026-06-02", "entity": {"regsp_larger_entity": null}},
	},
	"size unknown when both are bound": {"verdict": "pass", "change": {"entity": {"regsp_larger_entity": null}}},
	"no covered institution": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["registrant", "ats"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsp_sp_72h.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
