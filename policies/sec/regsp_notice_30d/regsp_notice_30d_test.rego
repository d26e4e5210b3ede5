package sec.regsp_notice_30d_test

import data.sec.regsp_notice_30d

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ria"], "regsp_larger_entity": true},
	"customer_breach": {
		"sensitive_info": true,
		"aware_on": "2026-07-01",
		"notified_on": "2026-07-31",
		"no_harm_determination_documented": false,
		"ag_delay_until": null,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"told on day 30": {"verdict": "pass", "change": {}},
	"told on day 31": {
		"verdict": "fail",
		"change": {"customer_breach": {"notified_on": "2026-08-01"}},
		"reason": "requirement_not_met",
	},
	"nobody told, day 30": {
		"verdict": "pass",
		"change": {"as_of": "2026-07-31", "customer_breach": {"notified_on": null}},
		"reason": "pending",
		"due": "2026-07-31",
	},
	"nobody told, day 31": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-01", "customer_breach": {"notified_on": null}},
	},
	"no harm is likely": {
		"verdict": "pass",
		"change": {"customer_breach": {"notified_on": null, "no_harm_determination_documented": true}},
	},
	"no harm is likely, and nothing else known": {
		"verdict": "pass",
		"change": {"customer_breach": {
			"notified_on": null,
			"aware_on": null,
			"no_harm_determination_documented": true,
		}},
	},
	"no word on harm, told in time": {
		"verdict": "pass",
		"change": {"customer_breach": {"no_harm_determination_documented": null}},
	},
	"put off by the Attorney General": {
		"verdict": "pass",
		"change": {"customer_breach": {"notified_on": "2026-08-15", "ag_delay_until": "2026-08-15"}},
	},
	"told after the day it was put off to": {
		"verdict": "fail",
		"change": {"customer_breach": {"notified_on": "2026-08-16", "ag_delay_until": "2026-08-15"}},
	},
	"nothing sensitive": {"verdict": "not_applicable", "change": {"customer_breach": {"sensitive_info": false}}},
	"no breach": {"verdict": "not_applicable", "change": {"customer_breach": null}},
	"a smaller institution on its first day": {
		"verdict": "pass",
		"change": {"as_of": "2026-06-03", "entity": {"regsp_larger_entity": false}},
	},
	"a smaller institution the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2026-06-02", "entity": {"regsp_larger_entity": false}},
		"reason": "not_in_scope",
	},
	"a larger institution on its first day": {"verdict": "pass", "change": {"as_of": "2025-12-03"}},
	"a larger institution the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2025-12-02"},
		"reason": "not_in_force",
	},
	"size unknown before both are bound": {
		"verdict": "not_applicable",
		"change": {"as_of": "2026-06-02", "entity": {"regsp_larger_entity": null}},
	},
	"size unknown when both are bound": {"verdict": "pass", "change": {"entity": {"regsp_larger_entity": null}}},
	"no covered institution": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["registrant", "ats"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsp_notice_30d.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := regsp_notice_30d.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"customer_breach/aware_on": 20260701}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regsp_notice_30d.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regsp_notice_30d.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regsp_notice_30d.decision with input as odd
	decision.verdict == "fail"
}
