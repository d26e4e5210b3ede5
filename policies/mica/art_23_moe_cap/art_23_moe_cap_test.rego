package mica.art_23_moe_cap_test

import data.mica.art_23_moe_cap

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"token": {
		"eu_official_currency": false,
		"moe_tx_per_day": 1000001,
		"moe_value_per_day_eur": 200000001,
		"moe_threshold_reached_on": "2026-06-01",
		"issuance_stopped": true,
		"moe_plan_submitted_on": "2026-07-27",
	},
	"calendar": {"eu_public_holidays": []},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"exactly at both": {
		"verdict": "pass",
		"change": {"token": {
			"moe_tx_per_day": 1000000,
			"moe_value_per_day_eur": 200000000,
			"issuance_stopped": false,
			"moe_plan_submitted_on": null,
			"moe_threshold_reached_on": null,
		}},
		"reason": "requirement_met",
	},
	"only transactions": {
		"verdict": "pass",
		"change": {"token": {"moe_value_per_day_eur": 200000000, "issuance_stopped": false}},
	},
	"only value": {
		"verdict": "pass",
		"change": {"token": {"moe_tx_per_day": 1000000, "issuance_stopped": false}},
	},
	"still issuing": {
		"verdict": "fail",
		"change": {"token": {"issuance_stopped": false}},
		"reason": "requirement_not_met",
	},
	"plan a day late": {"verdict": "fail", "change": {"token": {"moe_plan_submitted_on": "2026-07-28"}}},
	"plan due today": {
		"verdict": "pass",
		"change": {"as_of": "2026-07-27", "token": {"moe_plan_submitted_on": null}},
		"reason": "pending",
		"due": "2026-07-27",
	},
	"plan overdue": {
		"verdict": "fail",
		"change": {"as_of": "2026-07-28", "token": {"moe_plan_submitted_on": null}},
	},
	"still issuing, plan not due": {
		"verdict": "fail",
		"change": {"as_of": "2026-07-01", "token": {"moe_plan_submitted_on": null, "issuance_stopped": false}},
	},
	"plan said to be filed": {"verdict": "fail", "change": {"token": {"moe_plan_submitted_on": true}}},
	"EMT in dollars": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"EMT in euro": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"]}, "token": {"eu_official_currency": true}},
		"reason": "not_in_scope",
	},
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
	decision := art_23_moe_cap.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := art_23_moe_cap.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"token/moe_tx_per_day": "1000001",
	"token/moe_value_per_day_eur": "200000001",
	"token/issuance_stopped": "true",
	"token/moe_threshold_reached_on": true,
	"calendar/eu_public_holidays": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_23_moe_cap.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_23_moe_cap.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_23_moe_cap.decision with input as mistyped
	decision.verdict == "fail"
}
