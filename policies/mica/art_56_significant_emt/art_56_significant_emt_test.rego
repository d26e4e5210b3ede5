package mica.art_56_significant_emt_test

import data.mica.art_56_significant_emt

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"]},
	"token": {
		"significant": false,
		"significance_reports": [
			{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
		],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"two criteria, the others exactly met": {
		"verdict": "pass",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"three in the first report": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": true,
			"multi": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"three in the first report, run so": {
		"verdict": "pass",
		"change": {"token": {
			"significance_reports": [{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			}],
			"significant": true,
		}},
	},
	"three once, later": {
		"verdict": "pass",
		"change": {"token": {"significance_reports": [
			{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			},
		]}},
	},
	"three twice running": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [
			{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": true,
			},
		]}},
	},
	"three twice, not running": {
		"verdict": "pass",
		"change": {"token": {"significance_reports": [
			{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": false,
				"multi": false,
			},
			{
				"first_report": false,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			},
		]}},
	},
	"one holder more": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000001,
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"a euro more": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000001,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"more and dearer transactions": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000000,
			"tx_per_day": 2500001,
			"tx_value_per_day_eur": 500000001,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"more transactions only": {
		"verdict": "pass",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000000,
			"tx_per_day": 2500001,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"dearer transactions only": {
		"verdict": "pass",
		"change": {"token": {"significance_reports": [{
			"first_report": true,
			"holders": 10000000,
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000001,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"indicated, status unknown": {
		"verdict": "fail",
		"change": {"token": {
			"significance_reports": [{
				"first_report": true,
				"holders": 10000000,
				"value_eur": 5000000000,
				"tx_per_day": 2500000,
				"tx_value_per_day_eur": 500000000,
				"gatekeeper": true,
				"international": true,
				"interconnected": true,
				"multi": false,
			}],
			"significant": null,
		}},
		"reason": "evidence_missing",
	},
	"not indicated, status unknown": {"verdict": "pass", "change": {"token": {"significant": null}}},
	"holders not told": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": false,
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
		"reason": "evidence_missing",
	},
	"holders in words": {
		"verdict": "fail",
		"change": {"token": {"significance_reports": [{
			"first_report": false,
			"holders": "12",
			"value_eur": 5000000000,
			"tx_per_day": 2500000,
			"tx_value_per_day_eur": 500000000,
			"gatekeeper": true,
			"international": true,
			"interconnected": false,
			"multi": false,
		}]}},
	},
	"no report yet": {"verdict": "pass", "change": {"token": {"significance_reports": []}}},
	"run as significant without need": {"verdict": "pass", "change": {"token": {"significant": true}}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-06-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-06-29"},
		"reason": "not_in_force",
	},
	"no role": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": []}},
		"reason": "not_in_scope",
	},
	"role unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": null}},
		"reason": "not_in_scope",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := art_56_significant_emt.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"token/significance_reports": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_56_significant_emt.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_56_significant_emt.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_56_significant_emt.decision with input as mistyped
	decision.verdict == "fail"
}
