package dac8.registration_test

import data.dac8.registration

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {
		"is_reporting_casp": true,
		"type": "operator",
		"registration": {"member_state": "LT", "number": "LT-77", "registered_on": "2026-01-01"},
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"registered": {"verdict": "pass", "change": {}},
	"registered today": {
		"verdict": "pass",
		"change": {"rcasp": {"registration": {"registered_on": "2026-09-01"}}},
	},
	"registered tomorrow": {
		"verdict": "fail",
		"change": {"rcasp": {"registration": {"registered_on": "2026-09-02"}}},
		"reason": "requirement_not_met",
	},
	"a blank number": {"verdict": "fail", "change": {"rcasp": {"registration": {"number": ""}}}},
	"a blank Member State": {"verdict": "fail", "change": {"rcasp": {"registration": {"member_state": " "}}}},
	"not registered": {
		"verdict": "fail",
		"change": {"rcasp": {"registration": null}},
		"reason": "evidence_missing",
	},
	"authorised under MiCA": {"verdict": "not_applicable", "change": {"rcasp": {"type": "mica_casp"}}},
	"type unknown": {"verdict": "not_applicable", "change": {"rcasp": {"type": null}}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := registration.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"rcasp/registration/member_state": 1,
	"rcasp/registration/number": 77,
	"rcasp/registration/registered_on": 20260101,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := registration.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := registration.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := registration.decision with input as odd
	decision.verdict == "fail"
}
