package mica.art_10_subscription_test

import data.mica.art_10_subscription

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["offeror_other"]},
	"offer": {
		"persons_per_member_state_max": 150,
		"total_consideration_12m_eur": 1000001,
		"qualified_investors_only": false,
		"art4_3_exemption": null,
		"intends_admission_to_trading": false,
		"time_limited": true,
		"funds_safeguarded_by": "credit_institution",
		"ended_on": "2026-07-31",
		"result_published_on": "2026-08-28",
	},
	"calendar": {"eu_public_holidays": ["2026-05-25"]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"fewer than 150 persons": {
		"verdict": "not_applicable",
		"change": {"offer": {"persons_per_member_state_max": 149}},
		"reason": "not_in_scope",
	},
	"a million in a year": {
		"verdict": "not_applicable",
		"change": {"offer": {"total_consideration_12m_eur": 1000000}},
		"reason": "not_in_scope",
	},
	"qualified investors only": {
		"verdict": "not_applicable",
		"change": {"offer": {"qualified_investors_only": true}},
		"reason": "not_in_scope",
	},
	"a case of Art. 4(3)": {
		"verdict": "not_applicable",
		"change": {"offer": {"art4_3_exemption": "free"}},
		"reason": "not_in_scope",
	},
	"exempt but to be traded": {
		"verdict": "pass",
		"change": {"offer": {"persons_per_member_state_max": 149, "intends_admission_to_trading": true}},
	},
	"exemption not to be judged": {
		"verdict": "not_applicable",
		"change": {"offer": {"persons_per_member_state_max": null}},
		"reason": "not_in_scope",
	},
	"exemption told in words": {
		"verdict": "not_applicable",
		"change": {"offer": {"total_consideration_12m_eur": "2000000"}},
		"reason": "not_in_scope",
	},
	"no limit in time": {
		"verdict": "not_applicable",
		"change": {"offer": {"time_limited": false}},
		"reason": "not_in_scope",
	},
	"limit not known": {
		"verdict": "not_applicable",
		"change": {"offer": {"time_limited": null}},
		"reason": "not_in_scope",
	},
	"a custody provider": {"verdict": "pass", "change": {"offer": {"funds_safeguarded_by": "casp_custody"}}},
	"a friend keeps it": {
		"verdict": "fail",
		"change": {"offer": {"funds_safeguarded_by": "own_account"}},
		"reason": "requirement_not_met",
	},
	"a day late": {"verdict": "fail", "change": {"offer": {"result_published_on": "2026-08-31"}}},
	"still open": {
		"verdict": "pass",
		"change": {"offer": {"ended_on": null, "result_published_on": null}, "calendar": null},
		"reason": "requirement_met",
	},
	"not yet due": {
		"verdict": "pass",
		"change": {"as_of": "2026-08-28", "offer": {"result_published_on": null}},
		"reason": "pending",
		"due": "2026-08-28",
	},
	"overdue by a day": {
		"verdict": "fail",
		"change": {"as_of": "2026-08-29", "offer": {"result_published_on": null}},
	},
	"said to be published": {"verdict": "fail", "change": {"offer": {"result_published_on": true}}},
	"ended on no date": {"verdict": "fail", "change": {"offer": {"ended_on": 20260731}}},
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
	decision := art_10_subscription.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := art_10_subscription.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offer/funds_safeguarded_by": true, "calendar/eu_public_holidays": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_10_subscription.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_10_subscription.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_10_subscription.decision with input as mistyped
	decision.verdict == "fail"
}
