package mica.art_30_monthly_disclosure_test

import data.mica.art_30_monthly_disclosure

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"reserve": {
		"last_public_disclosure_on": "2026-08-31",
		"disclosed": ["circulation", "value", "composition", "audit_summary", "audit_full"],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a month old": {"verdict": "pass", "change": {"as_of": "2026-09-30"}},
	"a month and a day": {
		"verdict": "fail",
		"change": {"as_of": "2026-10-01"},
		"reason": "requirement_not_met",
	},
	"no full audit": {
		"verdict": "fail",
		"change": {"reserve": {"disclosed": ["circulation", "value", "composition", "audit_summary"]}},
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
	decision := art_30_monthly_disclosure.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"reserve/last_public_disclosure_on": true, "reserve/disclosed": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_30_monthly_disclosure.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_30_monthly_disclosure.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_30_monthly_disclosure.decision with input as mistyped
	decision.verdict == "fail"
}
