package dac8.nonunion_relief_test

import data.dac8.nonunion_relief

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"relief": {
		"claimed": true,
		"jurisdiction": "CH",
		"qualifying_agreement_covers_all_member_states": true,
		"confirmation_of_filing": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"covered and confirmed": {"verdict": "pass", "change": {}},
	"not all Member States covered": {
		"verdict": "fail",
		"change": {"relief": {"qualifying_agreement_covers_all_member_states": false}},
		"reason": "requirement_not_met",
	},
	"not confirmed": {"verdict": "fail", "change": {"relief": {"confirmation_of_filing": false}}},
	"not claimed": {
		"verdict": "not_applicable",
		"change": {"relief": {"claimed": false}},
		"reason": "not_in_scope",
	},
	"claim unknown": {"verdict": "not_applicable", "change": {"relief": {"claimed": null}}},
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
	decision := nonunion_relief.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"relief/qualifying_agreement_covers_all_member_states": "true",
	"relief/confirmation_of_filing": "2026",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := nonunion_relief.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := nonunion_relief.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := nonunion_relief.decision with input as odd
	decision.verdict == "fail"
}
