package mica.art_35_own_funds_test

import data.mica.art_35_own_funds

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {
		"avg_outstanding_12m_eur": 5000001,
		"qualified_investors_only": false,
		"own_funds_eur": 352000,
		"avg_reserve_6m_eur": 17600000,
		"fixed_overheads_prev_year_eur": 1408000,
		"nca_addon_pct": 0,
	},
	"token": {"significant": false},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"five million outstanding": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": 5000000}},
		"reason": "not_in_scope",
	},
	"qualified investors only": {
		"verdict": "not_applicable",
		"change": {"issuer": {"qualified_investors_only": true}},
		"reason": "not_in_scope",
	},
	"exemption not to be judged": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": null}},
		"reason": "not_in_scope",
	},
	"exemption told in words": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": "9000000"}},
		"reason": "not_in_scope",
	},
	"a euro short of 2 %": {
		"verdict": "fail",
		"change": {"issuer": {"own_funds_eur": 351999, "fixed_overheads_prev_year_eur": 0}},
		"reason": "requirement_not_met",
	},
	"a bank": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": "credit_institution"}},
		"reason": "not_in_scope",
	},
	"an EMI": {"verdict": "pass", "change": {"entity": {"licence": "emi"}}},
	"the floor": {
		"verdict": "pass",
		"change": {"issuer": {
			"own_funds_eur": 350000,
			"avg_reserve_6m_eur": 17500000,
			"fixed_overheads_prev_year_eur": 0,
		}},
	},
	"under the floor": {
		"verdict": "fail",
		"change": {"issuer": {"own_funds_eur": 349999.99, "avg_reserve_6m_eur": 0, "fixed_overheads_prev_year_eur": 0}},
	},
	"overheads a cent too high": {
		"verdict": "fail",
		"change": {"issuer": {"fixed_overheads_prev_year_eur": 1408000.01}},
	},
	"an add-on of 20 %": {"verdict": "fail", "change": {"issuer": {"nca_addon_pct": 20}}},
	"an add-on of 20 % met": {
		"verdict": "pass",
		"change": {"issuer": {"nca_addon_pct": 20, "own_funds_eur": 422400}},
	},
	"an add-on there cannot be": {"verdict": "fail", "change": {"issuer": {"nca_addon_pct": -1}}},
	"an add-on too high": {
		"verdict": "fail",
		"change": {"issuer": {"nca_addon_pct": 21, "own_funds_eur": 9000000}},
	},
	"significant": {"verdict": "fail", "change": {"token": {"significant": true}}},
	"significant with 3 %": {
		"verdict": "pass",
		"change": {"token": {"significant": true}, "issuer": {"own_funds_eur": 528000}},
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
	decision := art_35_own_funds.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"token/significant": "false",
	"issuer/own_funds_eur": "352000",
	"issuer/avg_reserve_6m_eur": "17600000",
	"issuer/fixed_overheads_prev_year_eur": "1408000",
	"issuer/nca_addon_pct": "0",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_35_own_funds.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_35_own_funds.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_35_own_funds.decision with input as mistyped
	decision.verdict == "fail"
}
