package mica.art_58_sig_emt_own_funds_test

import data.mica.art_58_sig_emt_own_funds

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"},
	"token": {"significant": true},
	"issuer": {"own_funds_eur": 180000000, "avg_reserve_6m_eur": 6000000000, "nca_addon_pct": 0},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a euro short": {
		"verdict": "fail",
		"change": {"issuer": {"own_funds_eur": 179999999}},
		"reason": "requirement_not_met",
	},
	"with an add-on": {"verdict": "fail", "change": {"issuer": {"nca_addon_pct": 10}}},
	"with an add-on met": {
		"verdict": "pass",
		"change": {"issuer": {"nca_addon_pct": 10, "own_funds_eur": 198000000}},
	},
	"not significant": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": false}},
		"reason": "not_in_scope",
	},
	"a bank": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": "credit_institution"}},
		"reason": "not_in_scope",
	},
	"significance unknown": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": null}},
		"reason": "not_in_scope",
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
	decision := art_58_sig_emt_own_funds.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"issuer/own_funds_eur": "180000000", "issuer/avg_reserve_6m_eur": "6000000000", "issuer/nca_addon_pct": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_58_sig_emt_own_funds.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_58_sig_emt_own_funds.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_58_sig_emt_own_funds.decision with input as mistyped
	decision.verdict == "fail"
}
