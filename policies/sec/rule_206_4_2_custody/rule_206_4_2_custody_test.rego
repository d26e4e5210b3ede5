package sec.rule_206_4_2_custody_test

import data.sec.rule_206_4_2_custody

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["ria"]},
	"client_custody": {
		"custodian_type": "state_trust",
		"state_trust_conditions": {
			"state_authorised": true,
			"audited_financials": true,
			"soc_report": true,
			"written_agreement_no_rehypothecation_segregation": true,
			"risk_disclosed": true,
			"best_interest": true,
		},
		"quarterly_statements": true,
		"surprise_exam_last_on": "2025-09-01",
		"pooled_vehicle_audited": false,
		"audited_financials_delivered_days": 0,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"a state trust company, examined twelve months ago": {"verdict": "pass", "change": {}},
	"examined a day earlier": {
		"verdict": "fail",
		"change": {"client_custody": {"surprise_exam_last_on": "2025-08-31"}},
		"reason": "requirement_not_met",
	},
	"no statements": {"verdict": "fail", "change": {"client_custody": {"quarterly_statements": false}}},
	"never examined": {"verdict": "fail", "change": {"client_custody": {"surprise_exam_last_on": null}}},
	"examined on no true date": {
		"verdict": "fail",
		"change": {"client_custody": {"surprise_exam_last_on": 2026}},
	},
	"a bank needs no conditions": {
		"verdict": "pass",
		"change": {"client_custody": {"custodian_type": "bank", "state_trust_conditions": null}},
	},
	"a broker_dealer needs no conditions": {
		"verdict": "pass",
		"change": {"client_custody": {"custodian_type": "broker_dealer", "state_trust_conditions": null}},
	},
	"a fcm needs no conditions": {
		"verdict": "pass",
		"change": {"client_custody": {"custodian_type": "fcm", "state_trust_conditions": null}},
	},
	"self is no qualified custodian": {
		"verdict": "fail",
		"change": {"client_custody": {"custodian_type": "self"}},
	},
	"exchange is no qualified custodian": {
		"verdict": "fail",
		"change": {"client_custody": {"custodian_type": "exchange"}},
	},
	"state trust without state authorised": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"state_authorised": false}}},
	},
	"state trust without audited financials": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"audited_financials": false}}},
	},
	"state trust without soc report": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"soc_report": false}}},
	},
	"state trust without written agreement no rehypothecation segregation": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"written_agreement_no_rehypothecation_segregation": false}}},
	},
	"state trust without risk disclosed": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"risk_disclosed": false}}},
	},
	"state trust without best interest": {
		"verdict": "fail",
		"change": {"client_custody": {"state_trust_conditions": {"best_interest": false}}},
	},
	"a pool, accounts on day 120": {
		"verdict": "pass",
		"change": {"client_custody": {
			"pooled_vehicle_audited": true,
			"audited_financials_delivered_days": 120,
			"surprise_exam_last_on": null,
		}},
	},
	"a pool, accounts on day 121": {
		"verdict": "fail",
		"change": {"client_custody": {
			"pooled_vehicle_audited": true,
			"audited_financials_delivered_days": 121,
			"surprise_exam_last_on": null,
		}},
	},
	"a pool, days as text": {
		"verdict": "fail",
		"change": {"client_custody": {
			"pooled_vehicle_audited": true,
			"audited_financials_delivered_days": "1",
			"surprise_exam_last_on": null,
		}},
	},
	"no custody": {"verdict": "not_applicable", "change": {"client_custody": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_206_4_2_custody.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"client_custody/custodian_type": true,
	"client_custody/state_trust_conditions/state_authorised": "true",
	"client_custody/state_trust_conditions/audited_financials": "true",
	"client_custody/state_trust_conditions/soc_report": "true",
	"client_custody/state_trust_conditions/written_agreement_no_rehypothecation_segregation": "true",
	"client_custody/state_trust_conditions/risk_disclosed": "true",
	"client_custody/state_trust_conditions/best_interest": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_206_4_2_custody.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_206_4_2_custody.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_206_4_2_custody.decision with input as odd
	decision.verdict == "fail"
}
