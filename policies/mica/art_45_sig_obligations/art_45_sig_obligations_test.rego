package mica.art_45_sig_obligations_test

import data.mica.art_45_sig_obligations

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"token": {"significant": true},
	"sig": {
		"remuneration_policy": true,
		"multi_casp_custody": true,
		"liquidity_policy": true,
		"stress_tests": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"significant EMT of an EMI": {
		"verdict": "pass",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": true}},
	},
	"not significant": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": false}},
		"reason": "not_in_scope",
	},
	"significance unknown": {
		"verdict": "not_applicable",
		"change": {"token": {"significant": null}},
		"reason": "not_in_scope",
	},
	"significant EMT of a bank": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "credit_institution"}},
		"reason": "not_in_scope",
	},
	"without remuneration_policy": {
		"verdict": "fail",
		"change": {"sig": {"remuneration_policy": false}},
		"reason": "requirement_not_met",
	},
	"without multi_casp_custody": {
		"verdict": "fail",
		"change": {"sig": {"multi_casp_custody": false}},
		"reason": "requirement_not_met",
	},
	"without liquidity_policy": {
		"verdict": "fail",
		"change": {"sig": {"liquidity_policy": false}},
		"reason": "requirement_not_met",
	},
	"without stress_tests": {
		"verdict": "fail",
		"change": {"sig": {"stress_tests": false}},
		"reason": "requirement_not_met",
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
	decision := art_45_sig_obligations.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"sig/remuneration_policy": "true",
	"sig/multi_casp_custody": "true",
	"sig/liquidity_policy": "true",
	"sig/stress_tests": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_45_sig_obligations.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_45_sig_obligations.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_45_sig_obligations.decision with input as mistyped
	decision.verdict == "fail"
}
