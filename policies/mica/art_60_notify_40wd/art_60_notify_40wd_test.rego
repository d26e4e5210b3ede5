package mica.art_60_notify_40wd_test

import data.mica.art_60_notify_40wd

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"calendar": {"eu_public_holidays": ["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"]},
	"casp": {"authorisation": "art60", "art60_notified_on": "2026-01-05", "first_service_on": "2026-03-02"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a working day short": {
		"verdict": "fail",
		"change": {"casp": {"first_service_on": "2026-02-27"}},
		"reason": "requirement_not_met",
	},
	"authorised": {
		"verdict": "not_applicable",
		"change": {"casp": {"authorisation": "art63"}},
		"reason": "not_in_scope",
	},
	"not known how": {
		"verdict": "not_applicable",
		"change": {"casp": {"authorisation": null}},
		"reason": "not_in_scope",
	},
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
	decision := art_60_notify_40wd.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"casp/art60_notified_on": true, "casp/first_service_on": true, "calendar/eu_public_holidays": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_60_notify_40wd.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_60_notify_40wd.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_60_notify_40wd.decision with input as mistyped
	decision.verdict == "fail"
}
