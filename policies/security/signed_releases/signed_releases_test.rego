package security.signed_releases_test

import data.security.signed_releases

sheet := {"as_of": "2026-09-01", "releases": [{"version": "3.1.0", "signed": true}]}

# What changes in the sheet, and what is decided then.
cases := {
	"signed": {"verdict": "pass", "change": {}},
	"not signed": {
		"verdict": "fail",
		"change": {"releases": [{"version": "3.1.0", "signed": false}]},
		"reason": "requirement_not_met",
	},
	"one of two not signed": {
		"verdict": "fail",
		"change": {"releases": [{"version": "3.1.0", "signed": true}, {"version": "3.1.0", "signed": false}]},
	},
	"no releases": {"verdict": "not_applicable", "change": {"releases": []}, "reason": "not_in_scope"},
	"releases not said": {"verdict": "not_applicable", "change": {"releases": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := signed_releases.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"releases/0/signed": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := signed_releases.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := signed_releases.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := signed_releases.decision with input as odd
	decision.verdict == "fail"
}
