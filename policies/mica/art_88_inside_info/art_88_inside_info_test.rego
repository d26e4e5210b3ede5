package mica.art_88_inside_info_test

import data.mica.art_88_inside_info

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["offeror_other"]},
	"inside_info": [{
		"id": "i1",
		"disclosed_on": "2026-06-02",
		"delayed": false,
		"delay_conditions_met": false,
		"nca_informed_of_delay": false,
		"website_retention_years": 5,
		"combined_with_marketing": false,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"delayed, authority informed": {
		"verdict": "pass",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": true,
			"delay_conditions_met": false,
			"nca_informed_of_delay": true,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"delayed, authority not informed": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": true,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
		"reason": "requirement_not_met",
	},
	"delayed, not known whether informed": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": true,
			"delay_conditions_met": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"not known whether delayed": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"not disclosed, conditions met": {
		"verdict": "pass",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": null,
			"delayed": false,
			"delay_conditions_met": true,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"not disclosed": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": null,
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"no word of disclosure, conditions met": {
		"verdict": "pass",
		"change": {"inside_info": [{
			"id": "i1",
			"delayed": false,
			"delay_conditions_met": true,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"said to be disclosed": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": true,
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": false,
		}]},
	},
	"four years": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 4,
			"combined_with_marketing": false,
		}]},
	},
	"five years in words": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": "5",
			"combined_with_marketing": false,
		}]},
	},
	"retention unknown": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"combined_with_marketing": false,
		}]},
		"reason": "evidence_missing",
	},
	"mixed with marketing": {
		"verdict": "fail",
		"change": {"inside_info": [{
			"id": "i1",
			"disclosed_on": "2026-06-02",
			"delayed": false,
			"delay_conditions_met": false,
			"nca_informed_of_delay": false,
			"website_retention_years": 5,
			"combined_with_marketing": true,
		}]},
	},
	"none": {"verdict": "not_applicable", "change": {"inside_info": []}, "reason": "not_in_scope"},
	"not said": {"verdict": "not_applicable", "change": {"inside_info": null}, "reason": "not_in_scope"},
	"one of two": {
		"verdict": "fail",
		"change": {"inside_info": [
			{
				"id": "i1",
				"disclosed_on": "2026-06-02",
				"delayed": false,
				"delay_conditions_met": false,
				"nca_informed_of_delay": false,
				"website_retention_years": 5,
				"combined_with_marketing": false,
			},
			{
				"id": "i1",
				"disclosed_on": null,
				"delayed": false,
				"delay_conditions_met": false,
				"nca_informed_of_delay": false,
				"website_retention_years": 5,
				"combined_with_marketing": false,
			},
		]},
	},
	"issuer of an ART": {"verdict": "pass", "change": {"entity": {"mica_roles": ["art_issuer"]}}},
	"issuer of an EMT": {"verdict": "pass", "change": {"entity": {"mica_roles": ["emt_issuer"]}}},
	"a provider": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["casp"]}},
		"reason": "not_in_scope",
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
	decision := art_88_inside_info.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
