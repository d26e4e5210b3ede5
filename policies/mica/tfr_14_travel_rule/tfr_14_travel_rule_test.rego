package mica.tfr_14_travel_rule_test

import data.mica.tfr_14_travel_rule

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"travel_rule": {"transfers": [{
		"id": "t1",
		"amount_eur": 1000,
		"counterparty": "self_hosted",
		"originator_info": true,
		"beneficiary_info": true,
		"ownership_assessed": false,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a cent more": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000.01,
			"counterparty": "self_hosted",
			"originator_info": true,
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"a cent more, assessed": {
		"verdict": "pass",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000.01,
			"counterparty": "self_hosted",
			"originator_info": true,
			"beneficiary_info": true,
			"ownership_assessed": true,
		}]}},
	},
	"a cent more, between providers": {
		"verdict": "pass",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000.01,
			"counterparty": "casp",
			"originator_info": true,
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
	},
	"no sender": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1,
			"counterparty": "casp",
			"originator_info": false,
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
	},
	"no receiver": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000,
			"counterparty": "self_hosted",
			"originator_info": true,
			"beneficiary_info": false,
			"ownership_assessed": false,
		}]}},
	},
	"sender unknown": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000,
			"counterparty": "self_hosted",
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
		"reason": "evidence_missing",
	},
	"amount in words": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": "1",
			"counterparty": "self_hosted",
			"originator_info": true,
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
	},
	"counterparty unknown": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [{
			"id": "t1",
			"amount_eur": 1000,
			"originator_info": true,
			"beneficiary_info": true,
			"ownership_assessed": false,
		}]}},
		"reason": "evidence_missing",
	},
	"no transfers": {
		"verdict": "not_applicable",
		"change": {"travel_rule": {"transfers": []}},
		"reason": "not_in_scope",
	},
	"not said": {"verdict": "not_applicable", "change": {"travel_rule": null}, "reason": "not_in_scope"},
	"one of two": {
		"verdict": "fail",
		"change": {"travel_rule": {"transfers": [
			{
				"id": "t1",
				"amount_eur": 1000,
				"counterparty": "self_hosted",
				"originator_info": true,
				"beneficiary_info": true,
				"ownership_assessed": false,
			},
			{
				"id": "t1",
				"amount_eur": 5000,
				"counterparty": "self_hosted",
				"originator_info": true,
				"beneficiary_info": true,
				"ownership_assessed": false,
			},
		]}},
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
	decision := tfr_14_travel_rule.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
