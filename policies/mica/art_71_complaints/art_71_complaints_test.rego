package mica.art_71_complaints_test

import data.mica.art_71_complaints

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"complaints": {
		"procedure_published": true,
		"free_of_charge": true,
		"template_available": true,
		"register_kept": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"without procedure_published": {
		"verdict": "fail",
		"change": {"complaints": {"procedure_published": false}},
		"reason": "requirement_not_met",
	},
	"without free_of_charge": {
		"verdict": "fail",
		"change": {"complaints": {"free_of_charge": false}},
		"reason": "requirement_not_met",
	},
	"without template_available": {
		"verdict": "fail",
		"change": {"complaints": {"template_available": false}},
		"reason": "requirement_not_met",
	},
	"without register_kept": {
		"verdict": "fail",
		"change": {"complaints": {"register_kept": false}},
		"reason": "requirement_not_met",
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-12-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-12-29"},
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
	decision := art_71_complaints.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"complaints/procedure_published": "true",
	"complaints/free_of_charge": "true",
	"complaints/template_available": "true",
	"complaints/register_kept": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_71_complaints.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_71_complaints.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_71_complaints.decision with input as mistyped
	decision.verdict == "fail"
}
