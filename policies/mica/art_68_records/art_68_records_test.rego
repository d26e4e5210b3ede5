package mica.art_68_records_test

import data.mica.art_68_records

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"casp": {"record_retention_years": 5, "nca_requested_7y": false},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"less than five": {
		"verdict": "fail",
		"change": {"casp": {"record_retention_years": 4.9}},
		"reason": "requirement_not_met",
	},
	"seven asked, five kept": {"verdict": "fail", "change": {"casp": {"nca_requested_7y": true}}},
	"seven asked and kept": {
		"verdict": "pass",
		"change": {"casp": {"nca_requested_7y": true, "record_retention_years": 7}},
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
	decision := art_68_records.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"casp/record_retention_years": "5", "casp/nca_requested_7y": "false"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_68_records.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_68_records.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_68_records.decision with input as mistyped
	decision.verdict == "fail"
}
