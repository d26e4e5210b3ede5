package sec.regd_form_d_test

import data.sec.regd_form_d

sheet := {
	"as_of": "2026-09-01",
	"offering": {"exemption": "506b", "first_sale_on": "2026-05-10", "form_d_filed_on": "2026-05-26"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"day 15 is the Monday of Memorial Day, filed on Tuesday": {"verdict": "pass", "change": {}},
	"filed on Wednesday": {
		"verdict": "fail",
		"change": {"offering": {"form_d_filed_on": "2026-05-27"}},
		"reason": "requirement_not_met",
	},
	"day 15 on a business day": {
		"verdict": "pass",
		"change": {"offering": {"first_sale_on": "2026-08-03", "form_d_filed_on": "2026-08-18"}},
	},
	"day 16": {
		"verdict": "fail",
		"change": {"offering": {"first_sale_on": "2026-08-03", "form_d_filed_on": "2026-08-19"}},
	},
	"not filed, the last day": {
		"verdict": "pass",
		"change": {"as_of": "2026-05-26", "offering": {"form_d_filed_on": null}},
		"reason": "pending",
		"due": "2026-05-26",
	},
	"not filed, a day later": {
		"verdict": "fail",
		"change": {"as_of": "2026-05-27", "offering": {"form_d_filed_on": null}},
	},
	"Rule 504": {"verdict": "pass", "change": {"offering": {"exemption": "504"}}},
	"Rule 506(c)": {"verdict": "pass", "change": {"offering": {"exemption": "506c"}}},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regd_form_d.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := regd_form_d.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offering/first_sale_on": 20260510}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regd_form_d.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regd_form_d.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regd_form_d.decision with input as odd
	decision.verdict == "fail"
}
