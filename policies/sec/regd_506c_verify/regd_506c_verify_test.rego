package sec.regd_506c_verify_test

import data.sec.regd_506c_verify

sheet := {
	"as_of": "2026-09-01",
	"offering": {
		"exemption": "506c",
		"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": true,
			"third_party_financed": false,
		}],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"a person at USD 200 000": {"verdict": "pass", "change": {}},
	"a person a cent below": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 199999.99,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"an entity at USD 1 000 000": {
		"verdict": "pass",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "entity",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 1000000,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"an entity a dollar below": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "entity",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 999999,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"financed by others": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": true,
			"third_party_financed": true,
		}]}},
	},
	"financing unknown": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": true,
			"third_party_financed": null,
		}]}},
	},
	"without representations": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": false,
			"third_party_financed": false,
		}]}},
	},
	"an amount as text": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": "300000",
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"neither person nor entity": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "trust",
			"accredited": true,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"not accredited": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": false,
			"method": "min_investment",
			"amount_usd": 200000,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"by a check box": {
		"verdict": "fail",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "self_certification",
			"amount_usd": 5000000,
			"written_reps": true,
			"third_party_financed": false,
		}]}},
	},
	"verified by income docs": {
		"verdict": "pass",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "income_docs",
			"amount_usd": 1,
			"written_reps": false,
			"third_party_financed": false,
		}]}},
	},
	"verified by net worth docs": {
		"verdict": "pass",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "net_worth_docs",
			"amount_usd": 1,
			"written_reps": false,
			"third_party_financed": false,
		}]}},
	},
	"verified by third party letter": {
		"verdict": "pass",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "third_party_letter",
			"amount_usd": 1,
			"written_reps": false,
			"third_party_financed": false,
		}]}},
	},
	"verified by prior verification within 5y": {
		"verdict": "pass",
		"change": {"offering": {"purchasers": [{
			"id": "a",
			"type": "natural",
			"accredited": true,
			"method": "prior_verification_within_5y",
			"amount_usd": 1,
			"written_reps": false,
			"third_party_financed": false,
		}]}},
	},
	"nobody has bought yet": {"verdict": "pass", "change": {"offering": {"purchasers": []}}},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regd_506c_verify.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"offering/purchasers": {"a": 1},
	"offering/purchasers/0/accredited": "true",
	"offering/purchasers/0/method": 1,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regd_506c_verify.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regd_506c_verify.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regd_506c_verify.decision with input as odd
	decision.verdict == "fail"
}
