package dac8.nexus_test

import data.dac8.nexus

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true, "type": "operator", "nexus": ["branch"], "reporting_member_state": "NL"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"an operator with a branch": {"verdict": "pass", "change": {}},
	"no tie": {"verdict": "fail", "change": {"rcasp": {"nexus": []}}, "reason": "requirement_not_met"},
	"a tie nobody knows": {"verdict": "fail", "change": {"rcasp": {"nexus": ["friends"]}}},
	"authorised under MiCA": {
		"verdict": "pass",
		"change": {"rcasp": {"type": "mica_casp", "nexus": ["branch", "mica_authorisation"]}},
	},
	"said to be authorised, but tied otherwise": {"verdict": "fail", "change": {"rcasp": {"type": "mica_casp"}}},
	"a blank Member State": {"verdict": "fail", "change": {"rcasp": {"reporting_member_state": ""}}},
	"tied by tax resident": {"verdict": "pass", "change": {"rcasp": {"nexus": ["tax_resident"]}}},
	"tied by incorporated": {"verdict": "pass", "change": {"rcasp": {"nexus": ["incorporated"]}}},
	"tied by managed": {"verdict": "pass", "change": {"rcasp": {"nexus": ["managed"]}}},
	"tied by place of business": {"verdict": "pass", "change": {"rcasp": {"nexus": ["place_of_business"]}}},
	"tied by reportable users": {"verdict": "pass", "change": {"rcasp": {"nexus": ["reportable_users"]}}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2026-01-01"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := nexus.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"rcasp/type": true, "rcasp/nexus": "branch", "rcasp/reporting_member_state": 31}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := nexus.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := nexus.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := nexus.decision with input as odd
	decision.verdict == "fail"
}
