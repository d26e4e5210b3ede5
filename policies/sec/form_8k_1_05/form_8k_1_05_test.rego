package sec.form_8k_1_05_test

import data.sec.form_8k_1_05

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["registrant"]},
	"incident": {
		"material": true,
		"determined_material_on": "2026-08-03",
		"filed_on": "2026-08-07",
		"ag_delay_until": null,
	},
	"calendar": {"sec_extra_closed": []},
}

# What changes in the sheet, and what is decided then.
cases := {
	"filed on the fourth business day": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"filed on the fifth": {
		"verdict": "fail",
		"change": {"incident": {"filed_on": "2026-08-10"}},
		"reason": "requirement_not_met",
	},
	"determined on a Saturday, Labor Day between": {
		"verdict": "pass",
		"change": {"incident": {"determined_material_on": "2026-09-05", "filed_on": "2026-09-11"}},
	},
	"the same one business day later": {
		"verdict": "fail",
		"change": {"incident": {"determined_material_on": "2026-09-05", "filed_on": "2026-09-14"}},
	},
	"the observed Independence Day is skipped": {
		"verdict": "pass",
		"change": {"incident": {"determined_material_on": "2026-07-01", "filed_on": "2026-07-08"}},
	},
	"Good Friday is a business day": {
		"verdict": "fail",
		"change": {"incident": {"determined_material_on": "2026-03-30", "filed_on": "2026-04-06"}},
	},
	"Columbus Day is skipped": {
		"verdict": "pass",
		"change": {"incident": {"determined_material_on": "2026-10-07", "filed_on": "2026-10-14"}},
	},
	"a day on which the Commission is closed is skipped": {
		"verdict": "pass",
		"change": {"calendar": {"sec_extra_closed": ["2026-08-05"]}, "incident": {"filed_on": "2026-08-10"}},
	},
	"not filed, the last day": {
		"verdict": "pass",
		"change": {"as_of": "2026-08-07", "incident": {"filed_on": null}},
		"reason": "pending",
		"due": "2026-08-07",
	},
	"not filed, a day too late": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-08", "incident": {"filed_on": null}},
	},
	"put off by the Attorney General": {
		"verdict": "pass",
		"change": {"incident": {"filed_on": "2026-09-01", "ag_delay_until": "2026-09-01"}},
	},
	"filed after the day it was put off to": {
		"verdict": "fail",
		"change": {"incident": {"filed_on": "2026-09-02", "ag_delay_until": "2026-09-01"}},
	},
	"a delay before the ordinary day changes nothing": {
		"verdict": "pass",
		"change": {"incident": {"ag_delay_until": "2026-08-04"}},
	},
	"filed, but no date said": {"verdict": "fail", "change": {"incident": {"filed_on": true}}},
	"not material": {
		"verdict": "not_applicable",
		"change": {"incident": {"material": false}},
		"reason": "not_in_scope",
	},
	"materiality unknown": {"verdict": "not_applicable", "change": {"incident": {"material": null}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"before the item existed": {
		"verdict": "not_applicable",
		"change": {"as_of": "2023-12-17"},
		"reason": "not_in_force",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := form_8k_1_05.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := form_8k_1_05.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"incident/determined_material_on": 20260803}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := form_8k_1_05.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := form_8k_1_05.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := form_8k_1_05.decision with input as odd
	decision.verdict == "fail"
}
