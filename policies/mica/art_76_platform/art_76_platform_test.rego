package mica.art_76_platform_test

import data.mica.art_76_platform

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"services": ["trading_platform"]},
	"platform": {
		"assets": [{"id": "AAA", "wp_required": true, "wp_published": true}],
		"own_account_dealing": false,
		"trade_transparency": true,
		"settlement_initiation_max_hours": 24,
		"order_data_retention_years": 5,
		"operating_rules": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"no rules": {
		"verdict": "fail",
		"change": {"platform": {"operating_rules": false}},
		"reason": "requirement_not_met",
	},
	"trades for itself": {"verdict": "fail", "change": {"platform": {"own_account_dealing": true}}},
	"not transparent": {"verdict": "fail", "change": {"platform": {"trade_transparency": false}}},
	"25 hours": {"verdict": "fail", "change": {"platform": {"settlement_initiation_max_hours": 25}}},
	"four years": {"verdict": "fail", "change": {"platform": {"order_data_retention_years": 4}}},
	"a paper missing": {
		"verdict": "fail",
		"change": {"platform": {"assets": [{"id": "AAA", "wp_required": true, "wp_published": false}]}},
	},
	"a paper unknown": {
		"verdict": "fail",
		"change": {"platform": {"assets": [{"id": "AAA", "wp_required": true}]}},
	},
	"no paper required": {
		"verdict": "pass",
		"change": {"platform": {"assets": [{"id": "OLD", "wp_required": false}]}},
	},
	"duty unknown": {
		"verdict": "fail",
		"change": {"platform": {"assets": [{"id": "AAA", "wp_published": true}]}},
		"reason": "evidence_missing",
	},
	"nothing listed": {"verdict": "pass", "change": {"platform": {"assets": []}}},
	"no platform": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": ["advice"]}},
		"reason": "not_in_scope",
	},
	"services unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"services": null}},
		"reason": "not_in_scope",
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-12-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-12-29"},
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
	decision := art_76_platform.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"platform/assets": true,
	"platform/own_account_dealing": "false",
	"platform/trade_transparency": "true",
	"platform/settlement_initiation_max_hours": "24",
	"platform/order_data_retention_years": "5",
	"platform/operating_rules": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_76_platform.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_76_platform.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_76_platform.decision with input as mistyped
	decision.verdict == "fail"
}
