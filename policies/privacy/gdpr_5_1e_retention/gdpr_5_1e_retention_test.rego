package privacy.gdpr_5_1e_retention_test

import data.privacy.gdpr_5_1e_retention

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"activities": [{
			"id": "logs",
			"retention_days": 90,
			"oldest_record_age_days": 90,
			"legal_hold": false,
		}],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly as old as allowed": {"verdict": "pass", "change": {}},
	"a day older": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "logs",
			"retention_days": 90,
			"oldest_record_age_days": 91,
			"legal_hold": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"older, under a legal hold": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "logs",
			"retention_days": 90,
			"oldest_record_age_days": 900,
			"legal_hold": true,
		}]}},
	},
	"a hold of which nothing is said": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "logs",
			"retention_days": 90,
			"oldest_record_age_days": 90,
			"legal_hold": null,
		}]}},
	},
	"under a legal hold, ages unknown": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "logs",
			"retention_days": null,
			"oldest_record_age_days": null,
			"legal_hold": true,
		}]}},
	},
	"a hold of a wrong type": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "logs",
			"retention_days": 90,
			"oldest_record_age_days": 91,
			"legal_hold": "true",
		}]}},
	},
	"no data of people in the Union": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": false}},
		"reason": "not_in_scope",
	},
	"not known whose data": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": null}},
	},
	"the first day of the GDPR": {"verdict": "pass", "change": {"as_of": "2018-05-25"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_5_1e_retention.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"privacy/activities": {"a": 1},
	"privacy/activities/0/retention_days": "90",
	"privacy/activities/0/oldest_record_age_days": false,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_5_1e_retention.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_5_1e_retention.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_5_1e_retention.decision with input as odd
	decision.verdict == "fail"
}
