package security.threat_model_test

import data.security.threat_model

sheet := {
	"as_of": "2026-09-01",
	"repo": {"threat_model_on": "2025-09-01", "threat_model_covers_version": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly a year old": {"verdict": "pass", "change": {}},
	"a day older": {
		"verdict": "fail",
		"change": {"repo": {"threat_model_on": "2025-08-31"}},
		"reason": "requirement_not_met",
	},
	"of an older version": {"verdict": "fail", "change": {"repo": {"threat_model_covers_version": false}}},
	"a project that looks again every six months": {
		"verdict": "fail",
		"change": {"params": {"threat_model_months": 6}},
	},
	"months of a wrong type": {"verdict": "fail", "change": {"params": {"threat_model_months": "12"}}},
	"on no true date": {"verdict": "fail", "change": {"repo": {"threat_model_on": "2026-02-30"}}},
	"no repository": {"verdict": "not_applicable", "change": {"repo": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := threat_model.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"repo/threat_model_on": 2026, "repo/threat_model_covers_version": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := threat_model.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := threat_model.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := threat_model.decision with input as odd
	decision.verdict == "fail"
}
