package sec.token_classification_test

import data.sec.token_classification

sheet := {
	"as_of": "2026-09-01",
	"us_token": {
		"category": "digital_tool",
		"sold_as_investment_contract": false,
		"analysis_documented": true,
		"registration_or_exemption": null,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"a tool that is no investment contract": {"verdict": "pass", "change": {}},
	"a security without a way to sell it": {
		"verdict": "fail",
		"change": {"us_token": {"category": "digital_security"}},
		"reason": "requirement_not_met",
	},
	"a security with an exemption": {
		"verdict": "pass",
		"change": {"us_token": {"category": "digital_security", "registration_or_exemption": "506c"}},
	},
	"a commodity sold as an investment contract": {
		"verdict": "fail",
		"change": {"us_token": {"category": "digital_commodity", "sold_as_investment_contract": true}},
	},
	"the same under a registration": {
		"verdict": "pass",
		"change": {"us_token": {"sold_as_investment_contract": true, "registration_or_exemption": "S-1"}},
	},
	"an exemption that is blank": {
		"verdict": "fail",
		"change": {"us_token": {"sold_as_investment_contract": true, "registration_or_exemption": " "}},
	},
	"an exemption of a wrong type": {
		"verdict": "fail",
		"change": {"us_token": {"sold_as_investment_contract": true, "registration_or_exemption": true}},
	},
	"a category nobody knows": {"verdict": "fail", "change": {"us_token": {"category": "meme"}}},
	"no analysis": {"verdict": "fail", "change": {"us_token": {"analysis_documented": false}}},
	"how a registered token is sold need not be known": {
		"verdict": "pass",
		"change": {"us_token": {"sold_as_investment_contract": null, "registration_or_exemption": "S-1"}},
	},
	"the first day of the interpretation": {"verdict": "pass", "change": {"as_of": "2026-03-17"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2026-03-16"}, "reason": "not_in_force"},
	"no token": {"verdict": "not_applicable", "change": {"us_token": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := token_classification.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"us_token/category": 7,
	"us_token/analysis_documented": "true",
	"us_token/sold_as_investment_contract": 0,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := token_classification.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := token_classification.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := token_classification.decision with input as odd
	decision.verdict == "fail"
}
