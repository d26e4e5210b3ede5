package security.cra_14_reporting_test

import data.security.cra_14_reporting

sheet := {
	"as_of": "2027-03-15",
	"product": {"cra_manufacturer": true},
	"cra_events": [{
		"kind": "exploited_vulnerability",
		"aware_at": "2026-10-01T08:00:00+02:00",
		"early_warning_at": "2026-10-02T08:00:00+02:00",
		"notification_at": "2026-10-04T08:00:00+02:00",
		"fix_available_at": "2026-10-05T12:00:00Z",
		"final_report_at": "2026-10-19T12:00:00Z",
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"each stage at its last second": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"warned a second late": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "exploited_vulnerability",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "2026-10-02T08:00:01+02:00",
			"notification_at": "2026-10-04T08:00:00+02:00",
			"fix_available_at": "2026-10-05T12:00:00Z",
			"final_report_at": "2026-10-19T12:00:00Z",
		}]},
		"reason": "requirement_not_met",
	},
	"notified a second late": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "exploited_vulnerability",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "2026-10-02T08:00:00+02:00",
			"notification_at": "2026-10-04T08:00:01+02:00",
			"fix_available_at": "2026-10-05T12:00:00Z",
			"final_report_at": "2026-10-19T12:00:00Z",
		}]},
	},
	"the final report a second late": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "exploited_vulnerability",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "2026-10-02T08:00:00+02:00",
			"notification_at": "2026-10-04T08:00:00+02:00",
			"fix_available_at": "2026-10-05T12:00:00Z",
			"final_report_at": "2026-10-19T12:00:01Z",
		}]},
	},
	"no fix yet, no final report": {
		"verdict": "pass",
		"change": {"cra_events": [{
			"kind": "exploited_vulnerability",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "2026-10-02T08:00:00+02:00",
			"notification_at": "2026-10-04T08:00:00+02:00",
			"fix_available_at": null,
			"final_report_at": null,
		}]},
		"reason": "requirement_met",
	},
	"not warned, the day it is due": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-10-02",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": null,
				"notification_at": null,
				"fix_available_at": null,
				"final_report_at": null,
			}],
		},
		"reason": "pending",
		"due": "2026-10-02",
	},
	"not warned, a day later": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-10-03",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": null,
				"notification_at": null,
				"fix_available_at": null,
				"final_report_at": null,
			}],
		},
	},
	"not notified, the day it is due": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-10-04",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-02T08:00:00+02:00",
				"notification_at": null,
				"fix_available_at": null,
				"final_report_at": null,
			}],
		},
		"reason": "pending",
		"due": "2026-10-04",
	},
	"not notified, a day later": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-10-05",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-02T08:00:00+02:00",
				"notification_at": null,
				"fix_available_at": null,
				"final_report_at": null,
			}],
		},
	},
	"the final report open on its last day": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-10-19",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-02T08:00:00+02:00",
				"notification_at": "2026-10-04T08:00:00+02:00",
				"fix_available_at": "2026-10-05T12:00:00Z",
				"final_report_at": null,
			}],
		},
		"reason": "pending",
		"due": "2026-10-19",
	},
	"the final report open a day later": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-10-20",
			"cra_events": [{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-02T08:00:00+02:00",
				"notification_at": "2026-10-04T08:00:00+02:00",
				"fix_available_at": "2026-10-05T12:00:00Z",
				"final_report_at": null,
			}],
		},
	},
	"a severe incident, a month cut off by February": {
		"verdict": "pass",
		"change": {"cra_events": [{
			"kind": "severe_incident",
			"aware_at": "2027-01-28T09:00:00Z",
			"early_warning_at": "2027-01-29T09:00:00Z",
			"notification_at": "2027-01-31T09:00:00Z",
			"fix_available_at": null,
			"final_report_at": "2027-02-28T09:00:00Z",
		}]},
	},
	"a severe incident, a second late": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "severe_incident",
			"aware_at": "2027-01-28T09:00:00Z",
			"early_warning_at": "2027-01-29T09:00:00Z",
			"notification_at": "2027-01-31T09:00:00Z",
			"fix_available_at": null,
			"final_report_at": "2027-02-28T09:00:01Z",
		}]},
	},
	"a severe incident not notified": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "severe_incident",
			"aware_at": "2027-01-28T09:00:00Z",
			"early_warning_at": "2027-01-29T09:00:00Z",
			"notification_at": null,
			"fix_available_at": null,
			"final_report_at": null,
		}]},
	},
	"a kind nobody knows": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "nuisance",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "2026-10-02T08:00:00+02:00",
			"notification_at": "2026-10-04T08:00:00+02:00",
			"fix_available_at": "2026-10-05T12:00:00Z",
			"final_report_at": "2026-10-19T12:00:00Z",
		}]},
	},
	"an hour that is none": {
		"verdict": "fail",
		"change": {"cra_events": [{
			"kind": "exploited_vulnerability",
			"aware_at": "2026-10-01T08:00:00+02:00",
			"early_warning_at": "soon",
			"notification_at": "2026-10-04T08:00:00+02:00",
			"fix_available_at": "2026-10-05T12:00:00Z",
			"final_report_at": "2026-10-19T12:00:00Z",
		}]},
	},
	"one of two late": {
		"verdict": "fail",
		"change": {"cra_events": [
			{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-02T08:00:00+02:00",
				"notification_at": "2026-10-04T08:00:00+02:00",
				"fix_available_at": "2026-10-05T12:00:00Z",
				"final_report_at": "2026-10-19T12:00:00Z",
			},
			{
				"kind": "exploited_vulnerability",
				"aware_at": "2026-10-01T08:00:00+02:00",
				"early_warning_at": "2026-10-09T08:00:00+02:00",
				"notification_at": "2026-10-04T08:00:00+02:00",
				"fix_available_at": "2026-10-05T12:00:00Z",
				"final_report_at": "2026-10-19T12:00:00Z",
			},
		]},
	},
	"no manufacturer": {
		"verdict": "not_applicable",
		"change": {"product": {"cra_manufacturer": false}},
		"reason": "not_in_scope",
	},
	"manufacturer unknown": {"verdict": "not_applicable", "change": {"product": {"cra_manufacturer": null}}},
	"no events": {"verdict": "not_applicable", "change": {"cra_events": []}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-09-11"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2026-09-10"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := cra_14_reporting.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := cra_14_reporting.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"cra_events/0/kind": 1, "cra_events/0/aware_at": 1}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := cra_14_reporting.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := cra_14_reporting.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := cra_14_reporting.decision with input as odd
	decision.verdict == "fail"
}
