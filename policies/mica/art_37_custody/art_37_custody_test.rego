package mica.art_37_custody_test

import data.mica.art_37_custody

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {"avg_outstanding_12m_eur": 5000001, "qualified_investors_only": false},
	"token": {"significant": false},
	"reserve": {
		"encumbered": false,
		"custodian_types": ["credit_institution"],
		"max_custody_lag_working_days": 5,
	},
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
	"pledged": {
		"verdict": "fail",
		"change": {"reserve": {"encumbered": true}},
		"reason": "requirement_not_met",
	},
	"nobody keeps it": {"verdict": "fail", "change": {"reserve": {"custodian_types": []}}},
	"one that may not": {"verdict": "fail", "change": {"reserve": {"custodian_types": ["casp", "friend"]}}},
	"all that may": {
		"verdict": "pass",
		"change": {"reserve": {"custodian_types": ["casp", "credit_institution", "investment_firm"]}},
	},
	"six days": {"verdict": "fail", "change": {"reserve": {"max_custody_lag_working_days": 6}}},
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
	decision := art_37_custody.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"reserve/encumbered": "false", "reserve/custodian_types": true, "reserve/max_custody_lag_working_days": "5"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_37_custody.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_37_custody.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_37_custody.decision with input as mistyped
	decision.verdict == "fail"
}
