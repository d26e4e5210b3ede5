package dac8.asset_scope_test

import data.dac8.asset_scope

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"assets": [{
		"id": "X",
		"reportable": false,
		"exclusion_reason": "cbdc",
		"determination_documented": true,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"central bank money": {"verdict": "pass", "change": {}},
	"electronic money": {
		"verdict": "pass",
		"change": {"assets": [{
			"id": "X",
			"reportable": false,
			"exclusion_reason": "specified_electronic_money_product",
			"determination_documented": true,
		}]},
	},
	"nothing to pay or invest with": {
		"verdict": "pass",
		"change": {"assets": [{
			"id": "X",
			"reportable": false,
			"exclusion_reason": "not_usable_for_payment_or_investment",
			"determination_documented": true,
		}]},
	},
	"not documented": {
		"verdict": "fail",
		"change": {"assets": [{
			"id": "X",
			"reportable": false,
			"exclusion_reason": "cbdc",
			"determination_documented": false,
		}]},
		"reason": "requirement_not_met",
	},
	"a reason of one's own": {
		"verdict": "fail",
		"change": {"assets": [{
			"id": "X",
			"reportable": false,
			"exclusion_reason": "too_small",
			"determination_documented": true,
		}]},
	},
	"no reason": {
		"verdict": "fail",
		"change": {"assets": [{
			"id": "X",
			"reportable": false,
			"exclusion_reason": null,
			"determination_documented": true,
		}]},
	},
	"reported": {
		"verdict": "pass",
		"change": {"assets": [{
			"id": "X",
			"reportable": true,
			"exclusion_reason": null,
			"determination_documented": null,
		}]},
	},
	"nothing known": {"verdict": "fail", "change": {"assets": [{"id": "X"}]}},
	"words for facts": {
		"verdict": "fail",
		"change": {"assets": [{
			"id": "X",
			"reportable": "true",
			"exclusion_reason": null,
			"determination_documented": true,
		}]},
	},
	"one of two without reason": {
		"verdict": "fail",
		"change": {"assets": [
			{"id": "X", "reportable": false, "exclusion_reason": "cbdc", "determination_documented": true},
			{"id": "X", "reportable": false, "exclusion_reason": null, "determination_documented": true},
		]},
	},
	"no assets": {"verdict": "not_applicable", "change": {"assets": []}, "reason": "not_in_scope"},
	"assets not said": {"verdict": "not_applicable", "change": {"assets": null}},
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
	decision := asset_scope.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
