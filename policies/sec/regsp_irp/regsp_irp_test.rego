package sec.regsp_irp_test

import data.sec.regsp_irp

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["transfer_agent"], "regsp_larger_entity": true},
	"regsp": {"irp": {"written": true, "assess": true, "contain": true, "notify": true}},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all four parts": {"verdict": "pass", "change": {}},
	"nobody is told": {
		"verdict": "fail",
		"change": {"regsp": {"irp": {"notify": false}}},
		"reason": "requirement_not_met",
	},
	"not written": {"verdict": "fail", "change": {"regsp": {"irp": {"written": false}}}},
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
	"a broker_dealer is covered": {"verdict": "pass", "change": {"entity": {"sec_roles": ["broker_dealer"]}}},
	"a carrying_bd is covered": {"verdict": "pass", "change": {"entity": {"sec_roles": ["carrying_bd"]}}},
	"a funding_portal is covered": {"verdict": "pass", "change": {"entity": {"sec_roles": ["funding_portal"]}}},
	"a investment_company is covered": {
		"verdict": "pass",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"a ria is covered": {"verdict": "pass", "change": {"entity": {"sec_roles": ["ria"]}}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsp_irp.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"regsp/irp/written": "true",
	"regsp/irp/assess": 1,
	"regsp/irp/contain": [true],
	"regsp/irp/notify": "yes",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regsp_irp.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regsp_irp.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regsp_irp.decision with input as odd
	decision.verdict == "fail"
}
