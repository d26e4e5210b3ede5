package mica.art_59_casp_auth_test

import data.mica.art_59_casp_auth

sheet := {
	"as_of": "2026-06-30",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"authorisation": null, "grandfathered": true, "national_transition_end": "2026-07-01"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"authorised": {
		"verdict": "pass",
		"change": {"casp": {"authorisation": "art63", "grandfathered": null}, "as_of": "2026-09-01"},
	},
	"notified": {
		"verdict": "pass",
		"change": {"casp": {"authorisation": "art60", "grandfathered": false}, "as_of": "2026-09-01"},
	},
	"transition over": {"verdict": "fail", "change": {"as_of": "2026-07-01"}, "reason": "requirement_not_met"},
	"a longer national end does not help": {
		"verdict": "fail",
		"change": {"as_of": "2026-07-01", "casp": {"national_transition_end": "2026-12-31"}},
	},
	"a shorter national end": {
		"verdict": "fail",
		"change": {"casp": {"national_transition_end": "2025-12-31"}},
	},
	"the day before a shorter end": {
		"verdict": "pass",
		"change": {"as_of": "2025-12-30", "casp": {"national_transition_end": "2025-12-31"}},
	},
	"neither": {
		"verdict": "fail",
		"change": {"casp": {"grandfathered": false, "national_transition_end": null}},
		"reason": "requirement_not_met",
	},
	"applied only": {
		"verdict": "fail",
		"change": {"casp": {"authorisation": "pending", "grandfathered": false}},
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
	decision := art_59_casp_auth.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"casp/grandfathered": "true", "casp/national_transition_end": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_59_casp_auth.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_59_casp_auth.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_59_casp_auth.decision with input as mistyped
	decision.verdict == "fail"
}
