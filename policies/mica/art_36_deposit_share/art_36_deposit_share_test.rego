package mica.art_36_deposit_share_test

import data.mica.art_36_deposit_share

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {"avg_outstanding_12m_eur": 5000001, "qualified_investors_only": false},
	"token": {"significant": false, "reference_currencies": ["EUR", "USD"]},
	"reserve": {"deposit_share_by_currency": {"EUR": 0.62, "USD": 0.6}},
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
	"EMT that is not significant": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": false}},
		"reason": "not_in_scope",
	},
	"significant EMT of a bank": {
		"verdict": "not_applicable",
		"change": {
			"entity": {"mica_roles": ["emt_issuer"], "licence": "credit_institution"},
			"token": {"significant": true},
		},
		"reason": "not_in_scope",
	},
	"EMT, significance unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": null}},
		"reason": "not_in_scope",
	},
	"significant EMT of an EMI": {
		"verdict": "pass",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": true}},
	},
	"30 % exactly": {"verdict": "pass", "change": {"reserve": {"deposit_share_by_currency": {"USD": 0.3}}}},
	"just under 30 %": {
		"verdict": "fail",
		"change": {"reserve": {"deposit_share_by_currency": {"USD": 0.299}}},
		"reason": "requirement_not_met",
	},
	"significant, just under 60 %": {
		"verdict": "fail",
		"change": {"token": {"significant": true}, "reserve": {"deposit_share_by_currency": {"EUR": 0.599}}},
	},
	"significant, 60 % exactly": {"verdict": "pass", "change": {"token": {"significant": true}}},
	"a currency left out": {
		"verdict": "fail",
		"change": {"token": {"reference_currencies": ["EUR", "USD", "GBP"]}},
	},
	"share in words": {"verdict": "fail", "change": {"reserve": {"deposit_share_by_currency": {"EUR": "0.9"}}}},
	"no currency referred to": {
		"verdict": "not_applicable",
		"change": {"token": {"reference_currencies": []}},
		"reason": "not_in_scope",
	},
	"currencies unknown": {
		"verdict": "not_applicable",
		"change": {"token": {"reference_currencies": null}},
		"reason": "not_in_scope",
	},
	"a floor of the project's own": {"verdict": "fail", "change": {"params": {"reserve_deposit_floor": 0.65}}},
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
	decision := art_36_deposit_share.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"token/significant": "false", "reserve/deposit_share_by_currency": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_36_deposit_share.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_36_deposit_share.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_36_deposit_share.decision with input as mistyped
	decision.verdict == "fail"
}
