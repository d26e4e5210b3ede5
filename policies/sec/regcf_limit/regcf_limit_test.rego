package sec.regcf_limit_test

import data.sec.regcf_limit

sheet := {
	"as_of": "2026-09-01",
	"offering": {"exemption": "reg_cf", "raised_12m_usd": 5000000, "registered_intermediary": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly at the cap": {"verdict": "pass", "change": {}},
	"a cent above": {
		"verdict": "fail",
		"change": {"offering": {"raised_12m_usd": 5000000.01}},
		"reason": "requirement_not_met",
	},
	"no registered intermediary": {"verdict": "fail", "change": {"offering": {"registered_intermediary": false}}},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regcf_limit.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offering/raised_12m_usd": false, "offering/registered_intermediary": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regcf_limit.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regcf_limit.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regcf_limit.decision with input as odd
	decision.verdict == "fail"
}
