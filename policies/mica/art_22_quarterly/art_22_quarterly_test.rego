package mica.art_22_quarterly_test

import data.mica.art_22_quarterly

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"token": {"issue_value_eur": 100000001, "eu_official_currency": false},
	"reporting": {
		"nca_required": false,
		"latest_quarter_submitted": true,
		"fields": [
			"holders",
			"value_issued",
			"reserve_size",
			"avg_tx_count",
			"avg_tx_value",
			"means_of_exchange_estimate",
		],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"100 million exactly": {
		"verdict": "not_applicable",
		"change": {"token": {"issue_value_eur": 100000000}},
		"reason": "not_in_scope",
	},
	"less, but asked for": {
		"verdict": "pass",
		"change": {"token": {"issue_value_eur": 1}, "reporting": {"nca_required": true}},
	},
	"value unknown": {
		"verdict": "not_applicable",
		"change": {"token": {"issue_value_eur": null}},
		"reason": "not_in_scope",
	},
	"value in words": {
		"verdict": "not_applicable",
		"change": {"token": {"issue_value_eur": "200000000"}},
		"reason": "not_in_scope",
	},
	"EMT in dollars": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"EMT in euro": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"]}, "token": {"eu_official_currency": true}},
		"reason": "not_in_scope",
	},
	"EMT, currency unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"]}, "token": {"eu_official_currency": null}},
		"reason": "not_in_scope",
	},
	"not submitted": {
		"verdict": "fail",
		"change": {"reporting": {"latest_quarter_submitted": false}},
		"reason": "requirement_not_met",
	},
	"a field short": {
		"verdict": "fail",
		"change": {"reporting": {"fields": [
			"value_issued",
			"reserve_size",
			"avg_tx_count",
			"avg_tx_value",
			"means_of_exchange_estimate",
		]}},
	},
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
	decision := art_22_quarterly.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"reporting/latest_quarter_submitted": "true", "reporting/fields": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_22_quarterly.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_22_quarterly.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_22_quarterly.decision with input as mistyped
	decision.verdict == "fail"
}
