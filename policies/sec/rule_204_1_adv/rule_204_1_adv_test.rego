package sec.rule_204_1_adv_test

import data.sec.rule_204_1_adv

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ria"]},
	"adv": {"fiscal_year_end": "2026-03-31", "updated_on": "2026-06-29"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"updated on day 90": {"verdict": "pass", "change": {}},
	"updated on day 91": {
		"verdict": "fail",
		"change": {"adv": {"updated_on": "2026-06-30"}},
		"reason": "requirement_not_met",
	},
	"not updated, day 90": {
		"verdict": "pass",
		"change": {"as_of": "2026-06-29", "adv": {"updated_on": null}},
		"reason": "pending",
		"due": "2026-06-29",
	},
	"not updated, day 91": {"verdict": "fail", "change": {"as_of": "2026-06-30", "adv": {"updated_on": null}}},
	"updated on no true date": {"verdict": "fail", "change": {"adv": {"updated_on": false}}},
	"nothing said": {"verdict": "not_applicable", "change": {"adv": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_204_1_adv.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := rule_204_1_adv.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"adv/fiscal_year_end": 20260331}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_204_1_adv.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_204_1_adv.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_204_1_adv.decision with input as odd
	decision.verdict == "fail"
}
