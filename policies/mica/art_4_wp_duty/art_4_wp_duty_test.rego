package mica.art_4_wp_duty_test

import data.mica.art_4_wp_duty

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["offeror_other"]},
	"offer": {
		"persons_per_member_state_max": 150,
		"total_consideration_12m_eur": 1000001,
		"qualified_investors_only": false,
		"art4_3_exemption": null,
		"intends_admission_to_trading": false,
		"offeror_is_legal_person": true,
	},
	"whitepaper": {"drawn_up": true, "notified_on": "2026-03-30"},
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
	"no legal person": {
		"verdict": "fail",
		"change": {"offer": {"offeror_is_legal_person": false}},
		"reason": "requirement_not_met",
	},
	"not drawn up": {"verdict": "fail", "change": {"whitepaper": {"drawn_up": false}}},
	"notified on no day of the calendar": {
		"verdict": "fail",
		"change": {"whitepaper": {"notified_on": "2026-02-30"}},
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
	decision := art_4_wp_duty.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offer/offeror_is_legal_person": "true", "whitepaper/drawn_up": "true", "whitepaper/notified_on": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_4_wp_duty.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_4_wp_duty.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_4_wp_duty.decision with input as mistyped
	decision.verdict == "fail"
}
