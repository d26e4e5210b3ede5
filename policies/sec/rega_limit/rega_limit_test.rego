package sec.rega_limit_test

import data.sec.rega_limit

sheet := {
	"as_of": "2026-09-01",
	"offering": {"exemption": "reg_a_tier1", "raised_12m_usd": 20000000, "form_1a_qualified": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"Tier 1 at its cap": {"verdict": "pass", "change": {}},
	"Tier 1 a dollar above": {
		"verdict": "fail",
		"change": {"offering": {"raised_12m_usd": 20000001}},
		"reason": "requirement_not_met",
	},
	"Tier 2 at its cap": {
		"verdict": "pass",
		"change": {"offering": {"exemption": "reg_a_tier2", "raised_12m_usd": 75000000}},
	},
	"Tier 2 a dollar above": {
		"verdict": "fail",
		"change": {"offering": {"exemption": "reg_a_tier2", "raised_12m_usd": 75000001}},
	},
	"not qualified": {"verdict": "fail", "change": {"offering": {"form_1a_qualified": false}}},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := rega_limit.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offering/raised_12m_usd": false, "offering/form_1a_qualified": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := rega_limit.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := rega_limit.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := rega_limit.decision with input as odd
	decision.verdict == "fail"
}
