package mica.art_70_safekeeping_test

import data.mica.art_70_safekeeping

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"client_assets": {
		"holds_funds": true,
		"holds_crypto": true,
		"own_account_use": false,
		"segregated": true,
		"funds_max_lag_business_days": 1,
		"funds_at": "credit_institution",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a day too long": {
		"verdict": "fail",
		"change": {"client_assets": {"funds_max_lag_business_days": 2}},
		"reason": "requirement_not_met",
	},
	"at a central bank": {"verdict": "pass", "change": {"client_assets": {"funds_at": "central_bank"}}},
	"at a payment firm": {"verdict": "fail", "change": {"client_assets": {"funds_at": "payment_institution"}}},
	"used for own account": {"verdict": "fail", "change": {"client_assets": {"own_account_use": true}}},
	"not apart": {"verdict": "fail", "change": {"client_assets": {"segregated": false}}},
	"crypto only": {
		"verdict": "pass",
		"change": {"client_assets": {"holds_funds": false, "funds_max_lag_business_days": null, "funds_at": null}},
	},
	"funds only": {"verdict": "pass", "change": {"client_assets": {"holds_crypto": false}}},
	"holds nothing": {
		"verdict": "not_applicable",
		"change": {"client_assets": {"holds_funds": false, "holds_crypto": false}},
		"reason": "not_in_scope",
	},
	"not known what it holds": {
		"verdict": "not_applicable",
		"change": {"client_assets": {"holds_funds": null, "holds_crypto": null}},
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
	decision := art_70_safekeeping.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"client_assets/holds_funds": "true",
	"client_assets/own_account_use": "false",
	"client_assets/segregated": "true",
	"client_assets/funds_max_lag_business_days": "1",
	"client_assets/funds_at": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_70_safekeeping.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_70_safekeeping.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_70_safekeeping.decision with input as mistyped
	decision.verdict == "fail"
}
