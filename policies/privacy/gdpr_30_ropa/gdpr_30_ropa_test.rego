package privacy.gdpr_30_ropa_test

import data.privacy.gdpr_30_ropa

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"employees": 12,
		"occasional_only": false,
		"low_risk": true,
		"special_categories": false,
		"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all points": {"verdict": "pass", "change": {}},
	"one point more": {
		"verdict": "pass",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
			"other",
		]}},
	},
	"without controller contact": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without purposes": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without data subject categories": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without data categories": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without recipients": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"transfers",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without transfers": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"erasure_time_limits",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without erasure time limits": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"security_measures",
		]}},
		"reason": "requirement_not_met",
	},
	"without security measures": {
		"verdict": "fail",
		"change": {"privacy": {"ropa_fields": [
			"controller_contact",
			"purposes",
			"data_subject_categories",
			"data_categories",
			"recipients",
			"transfers",
			"erasure_time_limits",
		]}},
		"reason": "requirement_not_met",
	},
	"a small firm, occasionally, at low risk": {
		"verdict": "not_applicable",
		"change": {"privacy": {"occasional_only": true}},
		"reason": "not_in_scope",
	},
	"249 employees": {
		"verdict": "not_applicable",
		"change": {"privacy": {"occasional_only": true, "employees": 249}},
	},
	"250 employees": {"verdict": "pass", "change": {"privacy": {"occasional_only": true, "employees": 250}}},
	"not only occasionally": {"verdict": "pass", "change": {}},
	"not at low risk": {"verdict": "pass", "change": {"privacy": {"occasional_only": true, "low_risk": false}}},
	"special categories": {
		"verdict": "pass",
		"change": {"privacy": {"occasional_only": true, "special_categories": true}},
	},
	"number of employees unknown, else exempt": {
		"verdict": "not_applicable",
		"change": {"privacy": {"occasional_only": true, "employees": null}},
	},
	"number of employees unknown, but regularly": {"verdict": "pass", "change": {"privacy": {"employees": null}}},
	"a limit of 750, 400 employees": {
		"verdict": "not_applicable",
		"change": {
			"privacy": {"occasional_only": true, "employees": 400},
			"params": {"gdpr_ropa_employees": 750},
		},
	},
	"a limit of a wrong type": {
		"verdict": "not_applicable",
		"change": {
			"privacy": {"occasional_only": true, "employees": 400},
			"params": {"gdpr_ropa_employees": "250"},
		},
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
	decision := gdpr_30_ropa.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/ropa_fields": "controller_contact"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_30_ropa.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_30_ropa.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_30_ropa.decision with input as odd
	decision.verdict == "fail"
}
