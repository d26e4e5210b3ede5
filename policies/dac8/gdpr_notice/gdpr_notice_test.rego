package dac8.gdpr_notice_test

import data.dac8.gdpr_notice

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"users": {"reportable_total": 3},
	"notice": {"sent_on": "2026-06-01"},
	"report": {"submitted_on": "2026-06-02"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"the day before": {"verdict": "pass", "change": {}},
	"on the same day": {
		"verdict": "fail",
		"change": {"notice": {"sent_on": "2026-06-02"}},
		"reason": "requirement_not_met",
	},
	"nothing reported yet": {"verdict": "pass", "change": {"report": {"submitted_on": null}}},
	"no report": {"verdict": "pass", "change": {"report": null}},
	"reported on no true date": {"verdict": "fail", "change": {"report": {"submitted_on": true}}},
	"nobody to be reported": {
		"verdict": "not_applicable",
		"change": {"users": {"reportable_total": 0}},
		"reason": "not_in_scope",
	},
	"number of users unknown": {"verdict": "not_applicable", "change": {"users": {"reportable_total": null}}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day of the directive": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"before the directive": {
		"verdict": "not_applicable",
		"change": {"as_of": "2025-12-31"},
		"reason": "not_in_force",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_notice.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"notice/sent_on": 20260601}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_notice.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_notice.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_notice.decision with input as odd
	decision.verdict == "fail"
}
