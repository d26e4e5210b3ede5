package mica.dora_19_incident_test

import data.mica.dora_19_incident

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"dora_incident": {
		"aware_at": "2026-08-10T08:00:00+00:00",
		"classified_major_at": "2026-08-11T04:00:00+00:00",
		"initial_at": "2026-08-11T08:00:00+00:00",
		"intermediate_at": "2026-08-14T08:00:00+00:00",
		"final_at": "2026-09-14T08:00:00+00:00",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"4 hours and a second": {
		"verdict": "fail",
		"change": {"dora_incident": {"initial_at": "2026-08-11T08:00:01+00:00"}},
		"reason": "requirement_not_met",
	},
	"a day and a second after awareness": {
		"verdict": "fail",
		"change": {"dora_incident": {"aware_at": "2026-08-10T07:59:59+00:00"}},
	},
	"classified after a day": {
		"verdict": "pass",
		"change": {"dora_incident": {"aware_at": "2026-08-09T04:00:00+00:00"}},
	},
	"classified after a day exactly": {
		"verdict": "fail",
		"change": {"dora_incident": {"aware_at": "2026-08-10T04:00:00+00:00"}},
	},
	"the same instant elsewhere": {
		"verdict": "pass",
		"change": {"dora_incident": {"initial_at": "2026-08-11T10:00:00+02:00"}},
	},
	"72 hours and a second": {
		"verdict": "fail",
		"change": {"dora_incident": {"intermediate_at": "2026-08-14T08:00:01+00:00"}},
	},
	"final report a second late": {
		"verdict": "fail",
		"change": {"dora_incident": {"final_at": "2026-09-14T08:00:01+00:00"}},
	},
	"final report due today": {
		"verdict": "pass",
		"change": {"as_of": "2026-09-14", "dora_incident": {"final_at": null}},
		"reason": "pending",
		"due": "2026-09-14",
	},
	"final report overdue": {
		"verdict": "fail",
		"change": {"as_of": "2026-09-15", "dora_incident": {"final_at": null}},
	},
	"intermediate report due today": {
		"verdict": "pass",
		"change": {"as_of": "2026-08-14", "dora_incident": {"intermediate_at": null, "final_at": null}},
		"reason": "pending",
		"due": "2026-08-14",
	},
	"intermediate report overdue": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-15", "dora_incident": {"intermediate_at": null, "final_at": null}},
	},
	"final without intermediate report": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-14", "dora_incident": {"intermediate_at": null}},
	},
	"a month of 28 days": {
		"verdict": "pass",
		"change": {"dora_incident": {
			"aware_at": "2026-01-28T08:00:00Z",
			"classified_major_at": "2026-01-28T08:00:00Z",
			"initial_at": "2026-01-28T09:00:00Z",
			"intermediate_at": "2026-01-31T09:00:00Z",
			"final_at": "2026-02-28T09:00:00Z",
		}},
	},
	"a date for an instant": {
		"verdict": "fail",
		"change": {"dora_incident": {"intermediate_at": "2026-08-14"}},
	},
	"no incident": {"verdict": "not_applicable", "change": {"dora_incident": null}, "reason": "not_in_scope"},
	"issuer of an ART": {"verdict": "pass", "change": {"entity": {"mica_roles": ["art_issuer"]}}},
	"issuer of an EMT": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"an offeror": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["offeror_other"]}},
		"reason": "not_in_scope",
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2025-01-17"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2025-01-16"},
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
	decision := dora_19_incident.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := dora_19_incident.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"dora_incident/aware_at": true, "dora_incident/classified_major_at": true, "dora_incident/initial_at": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := dora_19_incident.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := dora_19_incident.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := dora_19_incident.decision with input as mistyped
	decision.verdict == "fail"
}
