package privacy.gdpr_44_transfers_test

import data.privacy.gdpr_44_transfers

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"transfers": [{"country": "BR", "mechanism": "scc", "tia_documented": true}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"clauses and an assessment": {"verdict": "pass", "change": {}},
	"clauses alone": {
		"verdict": "fail",
		"change": {"privacy": {"transfers": [{"country": "BR", "mechanism": "scc", "tia_documented": false}]}},
		"reason": "requirement_not_met",
	},
	"binding rules and an assessment": {
		"verdict": "pass",
		"change": {"privacy": {"transfers": [{"country": "BR", "mechanism": "bcr", "tia_documented": true}]}},
	},
	"binding rules alone": {
		"verdict": "fail",
		"change": {"privacy": {"transfers": [{"country": "BR", "mechanism": "bcr", "tia_documented": null}]}},
	},
	"adequacy": {
		"verdict": "pass",
		"change": {"privacy": {"transfers": [{
			"country": "BR",
			"mechanism": "adequacy",
			"tia_documented": false,
		}]}},
	},
	"a derogation": {
		"verdict": "pass",
		"change": {"privacy": {"transfers": [{
			"country": "BR",
			"mechanism": "derogation",
			"tia_documented": null,
		}]}},
	},
	"no such mechanism": {
		"verdict": "fail",
		"change": {"privacy": {"transfers": [{
			"country": "BR",
			"mechanism": "privacy_shield",
			"tia_documented": true,
		}]}},
	},
	"an assessment of a wrong type": {
		"verdict": "fail",
		"change": {"privacy": {"transfers": [{"country": "BR", "mechanism": "scc", "tia_documented": "true"}]}},
	},
	"no transfers": {
		"verdict": "not_applicable",
		"change": {"privacy": {"transfers": []}},
		"reason": "not_in_scope",
	},
	"transfers not said": {"verdict": "not_applicable", "change": {"privacy": {"transfers": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_44_transfers.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/transfers/0/mechanism": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_44_transfers.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_44_transfers.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_44_transfers.decision with input as odd
	decision.verdict == "fail"
}
