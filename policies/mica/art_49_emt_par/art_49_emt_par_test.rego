package mica.art_49_emt_par_test

import data.mica.art_49_emt_par

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"},
	"emt": {"issued_at_par": true},
	"redemption": {"permanent_right": true, "basis": "par", "fee_eur": 0, "recovery_plan_active": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a fee": {
		"verdict": "fail",
		"change": {"redemption": {"fee_eur": 1, "recovery_plan_active": false}},
		"reason": "requirement_not_met",
	},
	"a fee under the recovery plan": {"verdict": "pass", "change": {"redemption": {"fee_eur": 1}}},
	"a fee, plan unknown": {
		"verdict": "fail",
		"change": {"redemption": {"fee_eur": 1, "recovery_plan_active": null}},
	},
	"no fee, plan unknown": {"verdict": "pass", "change": {"redemption": {"recovery_plan_active": null}}},
	"no right": {"verdict": "fail", "change": {"redemption": {"permanent_right": false}}},
	"at market value": {"verdict": "fail", "change": {"redemption": {"basis": "market_value"}}},
	"issued above par": {"verdict": "fail", "change": {"emt": {"issued_at_par": false}}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-06-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-06-29"},
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
	decision := art_49_emt_par.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"emt/issued_at_par": "true",
	"redemption/permanent_right": "true",
	"redemption/basis": true,
	"redemption/fee_eur": "0",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_49_emt_par.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_49_emt_par.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_49_emt_par.decision with input as mistyped
	decision.verdict == "fail"
}
