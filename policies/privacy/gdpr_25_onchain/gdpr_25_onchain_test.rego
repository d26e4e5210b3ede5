package privacy.gdpr_25_onchain_test

import data.privacy.gdpr_25_onchain

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"uses_public_ledger": true, "onchain_personal_data": "none", "offchain_erasure": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"nothing on the ledger": {"verdict": "pass", "change": {}},
	"commitments only": {"verdict": "pass", "change": {"privacy": {"onchain_personal_data": "commitment_only"}}},
	"encrypted": {
		"verdict": "fail",
		"change": {"privacy": {"onchain_personal_data": "encrypted"}},
		"reason": "requirement_not_met",
	},
	"in clear": {"verdict": "fail", "change": {"privacy": {"onchain_personal_data": "clear"}}},
	"nothing can be erased": {"verdict": "fail", "change": {"privacy": {"offchain_erasure": false}}},
	"no public ledger": {
		"verdict": "not_applicable",
		"change": {"privacy": {"uses_public_ledger": false}},
		"reason": "not_in_scope",
	},
	"not known whether there is a ledger": {
		"verdict": "not_applicable",
		"change": {"privacy": {"uses_public_ledger": null}},
	},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_25_onchain.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/onchain_personal_data": false, "privacy/offchain_erasure": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_25_onchain.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_25_onchain.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_25_onchain.decision with input as odd
	decision.verdict == "fail"
}
