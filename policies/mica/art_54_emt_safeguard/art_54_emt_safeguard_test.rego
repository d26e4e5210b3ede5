package mica.art_54_emt_safeguard_test

import data.mica.art_54_emt_safeguard

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"},
	"token": {"significant": false},
	"emt": {
		"funds_received_eur": 40000000,
		"deposits_separate_accounts_eur": 12000000,
		"remainder_highly_liquid": true,
		"remainder_same_currency": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"significant": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": true}},
		"reason": "not_in_scope",
	},
	"significance unknown": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": null}},
		"reason": "not_in_scope",
	},
	"a bank": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": "credit_institution"}},
		"reason": "not_in_scope",
	},
	"licence unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": null}},
		"reason": "not_in_scope",
	},
	"a cent short": {
		"verdict": "fail",
		"change": {"emt": {"deposits_separate_accounts_eur": 11999999.99}},
		"reason": "requirement_not_met",
	},
	"30 % of cents": {
		"verdict": "pass",
		"change": {"emt": {"funds_received_eur": 333.3, "deposits_separate_accounts_eur": 99.99}},
	},
	"not liquid": {"verdict": "fail", "change": {"emt": {"remainder_highly_liquid": false}}},
	"another currency": {"verdict": "fail", "change": {"emt": {"remainder_same_currency": false}}},
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
	decision := art_54_emt_safeguard.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"emt/funds_received_eur": "40000000",
	"emt/deposits_separate_accounts_eur": "12000000",
	"emt/remainder_highly_liquid": "true",
	"emt/remainder_same_currency": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_54_emt_safeguard.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_54_emt_safeguard.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_54_emt_safeguard.decision with input as mistyped
	decision.verdict == "fail"
}
