package security.slsa_build_test

import data.security.slsa_build

sheet := {
	"as_of": "2026-09-01",
	"repo": {"critical_component": false},
	"releases": [{"version": "1.0.0", "slsa_build_level": 2}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"level 2": {"verdict": "pass", "change": {}},
	"level 1": {
		"verdict": "fail",
		"change": {"releases": [{"version": "1.0.0", "slsa_build_level": 1}]},
		"reason": "requirement_not_met",
	},
	"one of two below": {
		"verdict": "fail",
		"change": {"releases": [
			{"version": "1.0.0", "slsa_build_level": 2},
			{"version": "1.1.0", "slsa_build_level": 1},
		]},
	},
	"critical at level 2": {"verdict": "fail", "change": {"repo": {"critical_component": true}}},
	"critical at level 3": {
		"verdict": "pass",
		"change": {
			"repo": {"critical_component": true},
			"releases": [{"version": "1.0.0", "slsa_build_level": 3}],
		},
	},
	"a target of 3": {"verdict": "fail", "change": {"params": {"slsa_target": 3}}},
	"a target of 1": {
		"verdict": "pass",
		"change": {"params": {"slsa_target": 1}, "releases": [{"version": "1.0.0", "slsa_build_level": 1}]},
	},
	"a target of 1 does not lower critical code": {
		"verdict": "fail",
		"change": {
			"params": {"slsa_target": 1},
			"repo": {"critical_component": true},
			"releases": [{"version": "1.0.0", "slsa_build_level": 2}],
		},
	},
	"a target of a wrong type": {"verdict": "fail", "change": {"params": {"slsa_target": "2"}}},
	"level 3 without a word on the component": {
		"verdict": "pass",
		"change": {"repo": null, "releases": [{"version": "1.0.0", "slsa_build_level": 3}]},
	},
	"no releases": {"verdict": "not_applicable", "change": {"releases": []}, "reason": "not_in_scope"},
	"releases not said": {"verdict": "not_applicable", "change": {"releases": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := slsa_build.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"releases/0/slsa_build_level": "3", "repo/critical_component": "false"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := slsa_build.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := slsa_build.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := slsa_build.decision with input as odd
	decision.verdict == "fail"
}
