package sec.regsci_1001_rto_test

import data.sec.regsci_1001_rto

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["sci_entity"]},
	"sci_bcdr": {"trading_rto_business_days": 1, "critical_rto_hours": 2, "geographically_diverse": true},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly as fast as asked": {"verdict": "pass", "change": {}},
	"trading after two days": {
		"verdict": "fail",
		"change": {"sci_bcdr": {"trading_rto_business_days": 2}},
		"reason": "requirement_not_met",
	},
	"critical systems a minute later": {"verdict": "fail", "change": {"sci_bcdr": {"critical_rto_hours": 2.02}}},
	"one place only": {"verdict": "fail", "change": {"sci_bcdr": {"geographically_diverse": false}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsci_1001_rto.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"sci_bcdr/trading_rto_business_days": false,
	"sci_bcdr/critical_rto_hours": false,
	"sci_bcdr/geographically_diverse": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regsci_1001_rto.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regsci_1001_rto.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regsci_1001_rto.decision with input as odd
	decision.verdict == "fail"
}
