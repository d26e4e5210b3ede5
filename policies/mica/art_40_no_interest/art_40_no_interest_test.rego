package mica.art_40_no_interest_test

import data.mica.art_40_no_interest

sheet := {"as_of": "2026-09-01", "entity": {"mica_roles": ["art_issuer"]}, "rewards": {"time_linked": false}}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a reward for holding": {
		"verdict": "fail",
		"change": {"rewards": {"time_linked": true}},
		"reason": "requirement_not_met",
	},
	"a provider of such tokens": {
		"verdict": "pass",
		"change": {"entity": {"mica_roles": ["casp"]}, "casp": {"services_relate_to": ["art", "other"]}},
	},
	"a provider that rewards": {
		"verdict": "fail",
		"change": {
			"entity": {"mica_roles": ["casp"]},
			"casp": {"services_relate_to": ["art"]},
			"rewards": {"time_linked": true},
		},
	},
	"a provider of other tokens": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["casp"]}, "casp": {"services_relate_to": ["emt"]}},
		"reason": "not_in_scope",
	},
	"a provider, tokens unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["casp"]}},
		"reason": "not_in_scope",
	},
	"no provider": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["offeror_other"]}, "casp": {"services_relate_to": ["art"]}},
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
	decision := art_40_no_interest.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"rewards/time_linked": "false"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_40_no_interest.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_40_no_interest.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_40_no_interest.decision with input as mistyped
	decision.verdict == "fail"
}
