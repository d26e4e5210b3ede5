package privacy.gdpr_35_dpia_test

import data.privacy.gdpr_35_dpia

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"activities": [{
		"id": "scoring",
		"high_risk": true,
		"started_on": "2026-02-01",
		"dpia_completed_on": "2026-02-01",
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"complete on the day it starts": {"verdict": "pass", "change": {}},
	"a day late": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": true,
			"started_on": "2026-02-01",
			"dpia_completed_on": "2026-02-02",
		}]}},
		"reason": "requirement_not_met",
	},
	"never complete": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": true,
			"started_on": "2026-02-01",
			"dpia_completed_on": null,
		}]}},
	},
	"start unknown": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": true,
			"started_on": null,
			"dpia_completed_on": "2026-02-01",
		}]}},
	},
	"dates of a wrong type": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": true,
			"started_on": "2026-02-01",
			"dpia_completed_on": 1,
		}]}},
	},
	"another of no high risk is left aside": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [
			{"id": "scoring", "high_risk": true, "started_on": "2026-02-01", "dpia_completed_on": "2026-02-01"},
			{"id": "mail", "high_risk": false},
			{"id": "news"},
		]}},
	},
	"no high risk": {
		"verdict": "not_applicable",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": false,
			"started_on": "2026-02-01",
			"dpia_completed_on": "2026-02-01",
		}]}},
		"reason": "not_in_scope",
	},
	"risk unknown": {
		"verdict": "not_applicable",
		"change": {"privacy": {"activities": [{
			"id": "scoring",
			"high_risk": null,
			"started_on": "2026-02-01",
			"dpia_completed_on": "2026-02-01",
		}]}},
	},
	"no activities": {"verdict": "not_applicable", "change": {"privacy": {"activities": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_35_dpia.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
