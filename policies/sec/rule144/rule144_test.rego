package sec.rule144_test

import data.sec.rule144

sheet := {
	"as_of": "2026-09-01",
	"resales": [{
		"id": "a",
		"acquired_on": "2026-01-31",
		"resale_on": "2026-07-31",
		"restricted": true,
		"issuer_reporting": true,
		"affiliate": false,
		"units_sold_3m": 100,
		"units_outstanding": 1000000,
		"avg_weekly_volume": 0,
		"value_usd_3m": 1000,
		"form_144_filed": false,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"sold after exactly six months": {"verdict": "pass", "change": {}},
	"sold a day early": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-30",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
		"reason": "requirement_not_met",
	},
	"six months from the end of August end in February": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2025-08-31",
			"resale_on": "2026-02-28",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"an issuer that does not report, after a year": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2025-07-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": false,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"a day less than a year": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2025-08-01",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": false,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"reporting unknown, after a year": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2025-07-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": null,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"reporting unknown, after six months": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": null,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"not restricted": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-02-01",
			"restricted": false,
			"issuer_reporting": true,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"acquired on no true date": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "early",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": false,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": false,
		}]},
	},
	"an affiliate at exactly 1 %": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 10000,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": true,
		}]},
	},
	"an affiliate one unit above": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 10001,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": true,
		}]},
	},
	"one unit above, but within the weekly volume": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 10001,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 10001,
			"value_usd_3m": 1000,
			"form_144_filed": true,
		}]},
	},
	"an affiliate at 5 000 units and USD 50 000 without Form 144": {
		"verdict": "pass",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 5000,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 50000,
			"form_144_filed": false,
		}]},
	},
	"5 001 units without Form 144": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 5001,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 50000,
			"form_144_filed": false,
		}]},
	},
	"USD 50 000.01 without Form 144": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 5000,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 50000.01,
			"form_144_filed": false,
		}]},
	},
	"volume unknown": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 10000,
			"units_outstanding": 1000000,
			"avg_weekly_volume": null,
			"value_usd_3m": 1000,
			"form_144_filed": true,
		}]},
	},
	"units as text": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": "1",
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": 1000,
			"form_144_filed": true,
		}]},
	},
	"value unknown": {
		"verdict": "fail",
		"change": {"resales": [{
			"id": "a",
			"acquired_on": "2026-01-31",
			"resale_on": "2026-07-31",
			"restricted": true,
			"issuer_reporting": true,
			"affiliate": true,
			"units_sold_3m": 100,
			"units_outstanding": 1000000,
			"avg_weekly_volume": 0,
			"value_usd_3m": null,
			"form_144_filed": false,
		}]},
	},
	"one of two too early": {
		"verdict": "fail",
		"change": {"resales": [
			{
				"id": "a",
				"acquired_on": "2026-01-31",
				"resale_on": "2026-07-31",
				"restricted": true,
				"issuer_reporting": true,
				"affiliate": false,
				"units_sold_3m": 100,
				"units_outstanding": 1000000,
				"avg_weekly_volume": 0,
				"value_usd_3m": 1000,
				"form_144_filed": false,
			},
			{
				"id": "b",
				"acquired_on": "2026-01-31",
				"resale_on": "2026-05-01",
				"restricted": true,
				"issuer_reporting": true,
				"affiliate": false,
				"units_sold_3m": 100,
				"units_outstanding": 1000000,
				"avg_weekly_volume": 0,
				"value_usd_3m": 1000,
				"form_144_filed": false,
			},
		]},
	},
	"no resales": {"verdict": "not_applicable", "change": {"resales": []}},
	"resales not said": {"verdict": "not_applicable", "change": {"resales": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule144.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"resales/0/restricted": 0, "resales/0/affiliate": "false"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule144.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule144.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule144.decision with input as odd
	decision.verdict == "fail"
}
