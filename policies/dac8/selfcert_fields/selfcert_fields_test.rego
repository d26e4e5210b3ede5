package dac8.selfcert_fields_test

import data.dac8.selfcert_fields

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"selfcert_form": {
		"individual_fields": [
			"name",
			"residence_address",
			"residence_jurisdictions",
			"tin_per_jurisdiction",
			"date_of_birth",
		],
		"signed_or_affirmed": true,
		"dated": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all fields": {"verdict": "pass", "change": {}},
	"one field more": {
		"verdict": "pass",
		"change": {"selfcert_form": {"individual_fields": [
			"name",
			"residence_address",
			"residence_jurisdictions",
			"tin_per_jurisdiction",
			"date_of_birth",
			"place_of_birth",
		]}},
	},
	"not affirmed": {"verdict": "fail", "change": {"selfcert_form": {"signed_or_affirmed": false}}},
	"not dated": {"verdict": "fail", "change": {"selfcert_form": {"dated": false}}},
	"without name": {
		"verdict": "fail",
		"change": {"selfcert_form": {"individual_fields": [
			"residence_address",
			"residence_jurisdictions",
			"tin_per_jurisdiction",
			"date_of_birth",
		]}},
		"reason": "requirement_not_met",
	},
	"without residence address": {
		"verdict": "fail",
		"change": {"selfcert_form": {"individual_fields": [
			"name",
			"residence_jurisdictions",
			"tin_per_jurisdiction",
			"date_of_birth",
		]}},
		"reason": "requirement_not_met",
	},
	"without residence jurisdictions": {
		"verdict": "fail",
		"change": {"selfcert_form": {"individual_fields": [
			"name",
			"residence_address",
			"tin_per_jurisdiction",
			"date_of_birth",
		]}},
		"reason": "requirement_not_met",
	},
	"without tin per jurisdiction": {
		"verdict": "fail",
		"change": {"selfcert_form": {"individual_fields": [
			"name",
			"residence_address",
			"residence_jurisdictions",
			"date_of_birth",
		]}},
		"reason": "requirement_not_met",
	},
	"without date of birth": {
		"verdict": "fail",
		"change": {"selfcert_form": {"individual_fields": [
			"name",
			"residence_address",
			"residence_jurisdictions",
			"tin_per_jurisdiction",
		]}},
		"reason": "requirement_not_met",
	},
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
	decision := selfcert_fields.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"selfcert_form/individual_fields": "name",
	"selfcert_form/signed_or_affirmed": "true",
	"selfcert_form/dated": "2026-01-01",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := selfcert_fields.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := selfcert_fields.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := selfcert_fields.decision with input as odd
	decision.verdict == "fail"
}
