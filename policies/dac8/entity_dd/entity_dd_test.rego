package dac8.entity_dd_test

import data.dac8.entity_dd

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"dd": {"entities": [{
		"id": "gmbh",
		"selfcert": true,
		"excluded_person": false,
		"active_entity": false,
		"controlling_persons_certified": true,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"certified with its controlling persons": {"verdict": "pass", "change": {}},
	"controlling persons not certified": {
		"verdict": "fail",
		"change": {"dd": {"entities": [{
			"id": "gmbh",
			"selfcert": true,
			"excluded_person": false,
			"active_entity": false,
			"controlling_persons_certified": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"active, controlling persons not certified": {
		"verdict": "pass",
		"change": {"dd": {"entities": [{
			"id": "gmbh",
			"selfcert": true,
			"excluded_person": false,
			"active_entity": true,
			"controlling_persons_certified": false,
		}]}},
	},
	"active, but not certified itself": {
		"verdict": "fail",
		"change": {"dd": {"entities": [{
			"id": "gmbh",
			"selfcert": false,
			"excluded_person": false,
			"active_entity": true,
			"controlling_persons_certified": true,
		}]}},
	},
	"excluded": {
		"verdict": "pass",
		"change": {"dd": {"entities": [{
			"id": "gmbh",
			"selfcert": false,
			"excluded_person": true,
			"active_entity": false,
			"controlling_persons_certified": false,
		}]}},
	},
	"nothing known": {"verdict": "fail", "change": {"dd": {"entities": [{"id": "gmbh"}]}}},
	"words for facts": {
		"verdict": "fail",
		"change": {"dd": {"entities": [{
			"id": "gmbh",
			"selfcert": "true",
			"excluded_person": false,
			"active_entity": false,
			"controlling_persons_certified": true,
		}]}},
	},
	"one of two not certified": {
		"verdict": "fail",
		"change": {"dd": {"entities": [
			{
				"id": "gmbh",
				"selfcert": true,
				"excluded_person": false,
				"active_entity": false,
				"controlling_persons_certified": true,
			},
			{
				"id": "gmbh",
				"selfcert": false,
				"excluded_person": false,
				"active_entity": false,
				"controlling_persons_certified": true,
			},
		]}},
	},
	"no entities": {"verdict": "not_applicable", "change": {"dd": {"entities": []}}, "reason": "not_in_scope"},
	"entities not said": {"verdict": "not_applicable", "change": {"dd": {"entities": null}}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := entity_dd.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
