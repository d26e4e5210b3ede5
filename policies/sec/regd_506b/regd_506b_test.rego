package sec.regd_506b_test

import data.sec.regd_506b

sheet := {
	"as_of": "2026-09-01",
	"offering": {
		"exemption": "506b",
		"general_solicitation": false,
		"max_non_accredited_in_90d": 35,
		"non_accredited_sophisticated": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly 35": {"verdict": "pass", "change": {}},
	"36": {
		"verdict": "fail",
		"change": {"offering": {"max_non_accredited_in_90d": 36}},
		"reason": "requirement_not_met",
	},
	"advertised": {"verdict": "fail", "change": {"offering": {"general_solicitation": true}}},
	"not sophisticated": {"verdict": "fail", "change": {"offering": {"non_accredited_sophisticated": false}}},
	"accredited purchasers only": {
		"verdict": "pass",
		"change": {"offering": {"max_non_accredited_in_90d": 0, "non_accredited_sophisticated": null}},
	},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regd_506b.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"offering/general_solicitation": 0,
	"offering/max_non_accredited_in_90d": "0",
	"offering/non_accredited_sophisticated": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regd_506b.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regd_506b.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regd_506b.decision with input as odd
	decision.verdict == "fail"
}
