package dac8.tx_categories_test

import data.dac8.tx_categories

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"report": {
		"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		],
		"measures_per_category": ["amount_or_fmv", "units", "count"],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all eight with all three": {"verdict": "pass", "change": {}},
	"without fiat acquisition": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without fiat disposal": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without crypto acquisition": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without crypto disposal": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"retail_payment",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without retail payment": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"transfer_in",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without transfer in": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_out",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without transfer out": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out_unhosted",
		]}},
		"reason": "requirement_not_met",
	},
	"without transfer out unhosted": {
		"verdict": "fail",
		"change": {"report": {"categories": [
			"fiat_acquisition",
			"fiat_disposal",
			"crypto_acquisition",
			"crypto_disposal",
			"retail_payment",
			"transfer_in",
			"transfer_out",
		]}},
		"reason": "requirement_not_met",
	},
	"without amount or fmv": {
		"verdict": "fail",
		"change": {"report": {"measures_per_category": ["units", "count"]}},
		"reason": "requirement_not_met",
	},
	"without units": {
		"verdict": "fail",
		"change": {"report": {"measures_per_category": ["amount_or_fmv", "count"]}},
		"reason": "requirement_not_met",
	},
	"without count": {
		"verdict": "fail",
		"change": {"report": {"measures_per_category": ["amount_or_fmv", "units"]}},
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
	decision := tx_categories.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"report/categories": "all", "report/measures_per_category": "all"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := tx_categories.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := tx_categories.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := tx_categories.decision with input as odd
	decision.verdict == "fail"
}
