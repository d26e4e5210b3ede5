package mica.art_73_outsourcing_test

import data.mica.art_73_outsourcing

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["casp"]},
	"outsourcing": {"functions": [{
		"name": "hosting",
		"written_agreement": true,
		"exit_strategy": true,
		"nca_access": true,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"nothing outsourced": {
		"verdict": "not_applicable",
		"change": {"outsourcing": {"functions": []}},
		"reason": "not_in_scope",
	},
	"not said": {"verdict": "not_applicable", "change": {"outsourcing": null}, "reason": "not_in_scope"},
	"no agreement": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [{
			"name": "hosting",
			"written_agreement": false,
			"exit_strategy": true,
			"nca_access": true,
		}]}},
		"reason": "requirement_not_met",
	},
	"no way out": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [{
			"name": "hosting",
			"written_agreement": true,
			"exit_strategy": false,
			"nca_access": true,
		}]}},
	},
	"no access": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [{
			"name": "hosting",
			"written_agreement": true,
			"exit_strategy": true,
			"nca_access": false,
		}]}},
	},
	"access unknown": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [{"name": "hosting", "written_agreement": true, "exit_strategy": true}]}},
		"reason": "evidence_missing",
	},
	"words for facts": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [{
			"name": "hosting",
			"written_agreement": true,
			"exit_strategy": true,
			"nca_access": "true",
		}]}},
	},
	"one of two": {
		"verdict": "fail",
		"change": {"outsourcing": {"functions": [
			{
				"name": "hosting",
				"written_agreement": true,
				"exit_strategy": true,
				"nca_access": true,
			},
			{
				"name": "hosting",
				"written_agreement": true,
				"exit_strategy": false,
				"nca_access": true,
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
	decision := art_73_outsourcing.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
