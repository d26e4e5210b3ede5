package mica.art_16_art_auth_test

import data.mica.art_16_art_auth

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {
		"avg_outstanding_12m_eur": 5000001,
		"qualified_investors_only": false,
		"authorisation": "art21",
		"established_in_eu": true,
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
	"a bank under Art. 17": {
		"verdict": "pass",
		"change": {"issuer": {"authorisation": "credit_institution_art17"}},
	},
	"another permission": {
		"verdict": "fail",
		"change": {"issuer": {"authorisation": "pending"}},
		"reason": "requirement_not_met",
	},
	"outside the Union": {"verdict": "fail", "change": {"issuer": {"established_in_eu": false}}},
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
	decision := art_16_art_auth.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"issuer/authorisation": true, "issuer/established_in_eu": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_16_art_auth.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_16_art_auth.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_16_art_auth.decision with input as mistyped
	decision.verdict == "fail"
}
