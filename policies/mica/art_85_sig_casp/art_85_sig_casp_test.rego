package mica.art_85_sig_casp_test

import data.mica.art_85_sig_casp

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"active_users_avg": 15000000, "sig_reached_on": "2025-12-31", "sig_notified_on": "2026-02-28"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"one user short": {
		"verdict": "not_applicable",
		"change": {"casp": {"active_users_avg": 14999999}},
		"reason": "not_in_scope",
	},
	"users unknown": {
		"verdict": "not_applicable",
		"change": {"casp": {"active_users_avg": null}},
		"reason": "not_in_scope",
	},
	"users in words": {
		"verdict": "not_applicable",
		"change": {"casp": {"active_users_avg": "20000000"}},
		"reason": "not_in_scope",
	},
	"a day late": {
		"verdict": "fail",
		"change": {"casp": {"sig_notified_on": "2026-03-01"}},
		"reason": "requirement_not_met",
	},
	"due today": {
		"verdict": "pass",
		"change": {"as_of": "2026-02-28", "casp": {"sig_notified_on": null}},
		"reason": "pending",
		"due": "2026-02-28",
	},
	"overdue": {"verdict": "fail", "change": {"as_of": "2026-03-01", "casp": {"sig_notified_on": null}}},
	"said to be notified": {"verdict": "fail", "change": {"casp": {"sig_notified_on": true}}},
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
	decision := art_85_sig_casp.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := art_85_sig_casp.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"casp/sig_reached_on": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_85_sig_casp.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_85_sig_casp.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_85_sig_casp.decision with input as mistyped
	decision.verdict == "fail"
}
