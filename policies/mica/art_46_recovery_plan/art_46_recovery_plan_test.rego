package mica.art_46_recovery_plan_test

import data.mica.art_46_recovery_plan

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"plans": {"base_date": "2025-08-31", "recovery_notified_on": "2026-02-28"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a day late": {
		"verdict": "fail",
		"change": {"plans": {"recovery_notified_on": "2026-03-01"}},
		"reason": "requirement_not_met",
	},
	"due today": {
		"verdict": "pass",
		"change": {"as_of": "2026-02-28", "plans": {"recovery_notified_on": null}},
		"reason": "pending",
		"due": "2026-02-28",
	},
	"overdue": {"verdict": "fail", "change": {"as_of": "2026-03-01", "plans": {"recovery_notified_on": null}}},
	"said to be filed": {"verdict": "fail", "change": {"plans": {"recovery_notified_on": true}}},
	"issuer of an EMT": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"a provider": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["casp"]}},
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
	decision := art_46_recovery_plan.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := art_46_recovery_plan.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"plans/base_date": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_46_recovery_plan.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_46_recovery_plan.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_46_recovery_plan.decision with input as mistyped
	decision.verdict == "fail"
}
