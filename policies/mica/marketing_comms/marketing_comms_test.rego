package mica.marketing_comms_test

import data.mica.marketing_comms

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
	"token": {"type": "other"},
	"whitepaper": {"published_on": "2026-05-11"},
	"marketing": {"items": [{
		"first_published_on": "2026-05-11",
		"identified_as_marketing": true,
		"consistent_with_wp": true,
		"references_wp": true,
		"states_redemption_right": false,
	}]},
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
	"no marketing": {
		"verdict": "not_applicable",
		"change": {"marketing": {"items": []}},
		"reason": "not_in_scope",
	},
	"marketing not said": {
		"verdict": "not_applicable",
		"change": {"marketing": null},
		"reason": "not_in_scope",
	},
	"a day early": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-10",
			"identified_as_marketing": true,
			"consistent_with_wp": true,
			"references_wp": true,
			"states_redemption_right": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"not marked": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-11",
			"identified_as_marketing": false,
			"consistent_with_wp": true,
			"references_wp": true,
			"states_redemption_right": false,
		}]}},
	},
	"not consistent": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-11",
			"identified_as_marketing": true,
			"consistent_with_wp": false,
			"references_wp": true,
			"states_redemption_right": false,
		}]}},
	},
	"no reference": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-11",
			"identified_as_marketing": true,
			"consistent_with_wp": true,
			"references_wp": false,
			"states_redemption_right": false,
		}]}},
	},
	"no redemption right to state": {
		"verdict": "pass",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-11",
			"identified_as_marketing": true,
			"consistent_with_wp": true,
			"references_wp": true,
		}]}},
	},
	"an ART without its redemption right": {
		"verdict": "fail",
		"change": {
			"marketing": {"items": [{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": true,
				"states_redemption_right": false,
			}]},
			"token": {"type": "art"},
		},
		"reason": "requirement_not_met",
	},
	"an EMT, redemption not said": {
		"verdict": "fail",
		"change": {
			"marketing": {"items": [{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": true,
			}]},
			"token": {"type": "emt"},
		},
		"reason": "evidence_missing",
	},
	"an EMT with it": {
		"verdict": "pass",
		"change": {
			"marketing": {"items": [{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": true,
				"states_redemption_right": true,
			}]},
			"token": {"type": "emt"},
		},
	},
	"date not known": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": null,
			"identified_as_marketing": true,
			"consistent_with_wp": true,
			"references_wp": true,
			"states_redemption_right": false,
		}]}},
		"reason": "evidence_missing",
	},
	"words for facts": {
		"verdict": "fail",
		"change": {"marketing": {"items": [{
			"first_published_on": "2026-05-11",
			"identified_as_marketing": true,
			"consistent_with_wp": true,
			"references_wp": "true",
			"states_redemption_right": false,
		}]}},
	},
	"one of two unfair": {
		"verdict": "fail",
		"change": {"marketing": {"items": [
			{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": true,
				"states_redemption_right": false,
			},
			{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": false,
				"states_redemption_right": false,
			},
		]}},
	},
	"issuer of an EMT": {
		"verdict": "pass",
		"change": {
			"marketing": {"items": [{
				"first_published_on": "2026-05-11",
				"identified_as_marketing": true,
				"consistent_with_wp": true,
				"references_wp": true,
				"states_redemption_right": true,
			}]},
			"entity": {"mica_roles": ["emt_issuer"]},
			"token": {"type": "emt"},
		},
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
	decision := marketing_comms.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"token/type": true, "whitepaper/published_on": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := marketing_comms.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := marketing_comms.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := marketing_comms.decision with input as mistyped
	decision.verdict == "fail"
}
