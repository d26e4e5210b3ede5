package mica.art_17_ci_90wd_test

import data.mica.art_17_ci_90wd

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": "credit_institution"},
	"calendar": {"eu_public_holidays": []},
	"issuer": {"ci_notified_on": "2025-06-02", "first_issue_on": "2025-10-06"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a working day short": {
		"verdict": "fail",
		"change": {"issuer": {"first_issue_on": "2025-10-03"}},
		"reason": "requirement_not_met",
	},
	"a holiday between": {"verdict": "fail", "change": {"calendar": {"eu_public_holidays": ["2025-06-09"]}}},
	"no bank": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": "emi"}},
		"reason": "not_in_scope",
	},
	"licence unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"licence": null}},
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
	decision := art_17_ci_90wd.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"issuer/ci_notified_on": true, "issuer/first_issue_on": true, "calendar/eu_public_holidays": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_17_ci_90wd.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_17_ci_90wd.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_17_ci_90wd.decision with input as mistyped
	decision.verdict == "fail"
}
