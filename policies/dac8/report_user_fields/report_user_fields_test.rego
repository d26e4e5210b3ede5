package dac8.report_user_fields_test

import data.dac8.report_user_fields

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"report": {
		"user_fields": ["name", "address", "residence", "tin", "date_of_birth", "place_of_birth"],
		"provider_fields": ["name", "address", "identification_number"],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all fields": {"verdict": "pass", "change": {}},
	"the LEI besides": {
		"verdict": "pass",
		"change": {"report": {"provider_fields": ["name", "address", "identification_number", "lei"]}},
	},
	"without name": {
		"verdict": "fail",
		"change": {"report": {"user_fields": ["address", "residence", "tin", "date_of_birth", "place_of_birth"]}},
		"reason": "requirement_not_met",
	},
	"without address": {
		"verdict": "fail",
		"change": {"report": {"user_fields": ["name", "residence", "tin", "date_of_birth", "place_of_birth"]}},
		"reason": "requirement_not_met",
	},
	"without residence": {
		"verdict": "fail",
		"change": {"report": {"user_fields": ["name", "address", "tin", "date_of_birth", "place_of_birth"]}},
		"reason": "requirement_not_met",
	},
	"without tin": {
		"verdict": "fail",
		"change": {"report": {"user_fields": [
			"name",
			"address",
			"residence",
			"date_of_birth",
			"place_of_birth",
		]}},
		"reason": "requirement_not_met",
	},
	"without date of birth": {
		"verdict": "fail",
		"change": {"report": {"user_fields": ["name", "address", "residence", "tin", "place_of_birth"]}},
		"reason": "requirement_not_met",
	},
	"without place of birth": {
		"verdict": "fail",
		"change": {"report": {"user_fields": ["name", "address", "residence", "tin", "date_of_birth"]}},
		"reason": "requirement_not_met",
	},
	"provider without name": {
		"verdict": "fail",
		"change": {"report": {"provider_fields": ["address", "identification_number"]}},
		"reason": "requirement_not_met",
	},
	"provider without address": {
		"verdict": "fail",
		"change": {"report": {"provider_fields": ["name", "identification_number"]}},
		"reason": "requirement_not_met",
	},
	"provider without identification number": {
		"verdict": "fail",
		"change": {"report": {"provider_fields": ["name", "address"]}},
		"reason": "requirement_not_met",
	},
	"no report": {"verdict": "not_applicable", "change": {"report": null}, "reason": "not_in_scope"},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := report_user_fields.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"report/user_fields": "name", "report/provider_fields": "name"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := report_user_fields.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := report_user_fields.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := report_user_fields.decision with input as odd
	decision.verdict == "fail"
}
