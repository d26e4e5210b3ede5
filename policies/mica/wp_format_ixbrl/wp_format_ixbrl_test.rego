package mica.wp_format_ixbrl_test

import data.mica.wp_format_ixbrl

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["offeror_other"]},
	"offer": {
		"persons_per_member_state_max": 150,
		"total_consideration_12m_eur": 1000001,
		"qualified_investors_only": false,
		"art4_3_exemption": null,
		"intends_admission_to_trading": false,
	},
	"whitepaper": {"format": "ixbrl"},
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
	"a PDF": {"verdict": "fail", "change": {"whitepaper": {"format": "pdf"}}, "reason": "requirement_not_met"},
	"issuer of an ART": {"verdict": "pass", "change": {"entity": {"mica_roles": ["art_issuer"]}}},
	"issuer of an EMT": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"a provider": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["casp"]}},
		"reason": "not_in_scope",
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2025-12-23"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2025-12-22"},
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
	decision := wp_format_ixbrl.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"whitepaper/format": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := wp_format_ixbrl.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := wp_format_ixbrl.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := wp_format_ixbrl.decision with input as mistyped
	decision.verdict == "fail"
}
