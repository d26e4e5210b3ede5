package privacy.gdpr_32_security_test

import data.privacy.gdpr_32_security

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"security": {
			"encryption_at_rest": true,
			"encryption_in_transit": true,
			"access_control": true,
			"restore_tested_on": "2025-09-01",
			"testing_last_on": "2025-09-01",
		},
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"both tests exactly a year old": {"verdict": "pass", "change": {}},
	"the restore test a day older": {
		"verdict": "fail",
		"change": {"privacy": {"security": {"restore_tested_on": "2025-08-31"}}},
		"reason": "requirement_not_met",
	},
	"the other test a day older": {
		"verdict": "fail",
		"change": {"privacy": {"security": {"testing_last_on": "2025-08-31"}}},
	},
	"not encrypted where it lies": {
		"verdict": "fail",
		"change": {"privacy": {"security": {"encryption_at_rest": false}}},
	},
	"not encrypted where it travels": {
		"verdict": "fail",
		"change": {"privacy": {"security": {"encryption_in_transit": false}}},
	},
	"access not controlled": {"verdict": "fail", "change": {"privacy": {"security": {"access_control": false}}}},
	"a project that tests every six months": {
		"verdict": "fail",
		"change": {"params": {"gdpr_security_test_months": 6}},
	},
	"months of a wrong type": {"verdict": "fail", "change": {"params": {"gdpr_security_test_months": "12"}}},
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
	decision := gdpr_32_security.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"privacy/security/encryption_at_rest": "true",
	"privacy/security/encryption_in_transit": 1,
	"privacy/security/access_control": "rbac",
	"privacy/security/restore_tested_on": 2026,
	"privacy/security/testing_last_on": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_32_security.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_32_security.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_32_security.decision with input as odd
	decision.verdict == "fail"
}
