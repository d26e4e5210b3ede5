package sec.rule_15c3_3_crypto_possession_test

import data.sec.rule_15c3_3_crypto_possession

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["carrying_bd"], "custodies_crypto_securities": true},
	"crypto_custody": {
		"direct_access_and_transfer": true,
		"dlt_assessment": true,
		"no_known_material_risk": true,
		"key_protection": true,
		"disruption_plan": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all five": {"verdict": "pass", "change": {}},
	"without direct access and transfer": {
		"verdict": "fail",
		"change": {"crypto_custody": {"direct_access_and_transfer": false}},
		"reason": "requirement_not_met",
	},
	"without dlt assessment": {
		"verdict": "fail",
		"change": {"crypto_custody": {"dlt_assessment": false}},
		"reason": "requirement_not_met",
	},
	"without no known material risk": {
		"verdict": "fail",
		"change": {"crypto_custody": {"no_known_material_risk": false}},
		"reason": "requirement_not_met",
	},
	"without key protection": {
		"verdict": "fail",
		"change": {"crypto_custody": {"key_protection": false}},
		"reason": "requirement_not_met",
	},
	"without disruption plan": {
		"verdict": "fail",
		"change": {"crypto_custody": {"disruption_plan": false}},
		"reason": "requirement_not_met",
	},
	"holds none": {"verdict": "not_applicable", "change": {"entity": {"custodies_crypto_securities": false}}},
	"not known whether it holds any": {
		"verdict": "not_applicable",
		"change": {"entity": {"custodies_crypto_securities": null}},
	},
	"a firm that carries no accounts": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["broker_dealer"]}},
	},
	"the day of the statement": {"verdict": "pass", "change": {"as_of": "2025-12-17"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-16"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := rule_15c3_3_crypto_possession.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"crypto_custody/direct_access_and_transfer": "true",
	"crypto_custody/dlt_assessment": "true",
	"crypto_custody/no_known_material_risk": "true",
	"crypto_custody/key_protection": "true",
	"crypto_custody/disruption_plan": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rule_15c3_3_crypto_possession.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rule_15c3_3_crypto_possession.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rule_15c3_3_crypto_possession.decision with input as odd
	decision.verdict == "fail"
}
