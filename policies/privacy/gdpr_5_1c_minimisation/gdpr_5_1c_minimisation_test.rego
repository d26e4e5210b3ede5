package privacy.gdpr_5_1c_minimisation_test

import data.privacy.gdpr_5_1c_minimisation

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"activities": [{
			"id": "signup",
			"fields_collected": ["mail"],
			"fields_necessary": ["mail", "name"],
		}],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"fewer than justified": {"verdict": "pass", "change": {}},
	"exactly those justified": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{
			"id": "signup",
			"fields_collected": ["mail", "name"],
			"fields_necessary": ["name", "mail"],
		}]}},
	},
	"one too many": {
		"verdict": "fail",
		"change": {"privacy": {"activities": [{
			"id": "signup",
			"fields_collected": ["mail", "phone"],
			"fields_necessary": ["mail", "name"],
		}]}},
		"reason": "requirement_not_met",
	},
	"nothing collected": {
		"verdict": "pass",
		"change": {"privacy": {"activities": [{"id": "signup", "fields_collected": [], "fields_necessary": []}]}},
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
	decision := gdpr_5_1c_minimisation.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"privacy/activities": true,
	"privacy/activities/0/fields_collected": "mail",
	"privacy/activities/0/fields_necessary": "mail",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_5_1c_minimisation.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_5_1c_minimisation.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_5_1c_minimisation.decision with input as odd
	decision.verdict == "fail"
}
