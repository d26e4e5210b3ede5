package sec.sk_106_test

import data.sec.sk_106

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["registrant"]},
	"annual_report": {"item_106": [
		"processes",
		"integration",
		"third_party_assessors",
		"third_party_risk",
		"material_effects",
		"board_oversight",
		"management_role",
	]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all seven points": {"verdict": "pass", "change": {}},
	"one point more": {
		"verdict": "pass",
		"change": {"annual_report": {"item_106": [
			"processes",
			"integration",
			"third_party_assessors",
			"third_party_risk",
			"material_effects",
			"board_oversight",
			"management_role",
			"insurance",
		]}},
	},
	"board oversight missing": {
		"verdict": "fail",
		"change": {"annual_report": {"item_106": [
			"processes",
			"integration",
			"third_party_assessors",
			"third_party_risk",
			"material_effects",
			"management_role",
		]}},
		"reason": "requirement_not_met",
	},
	"nothing told": {"verdict": "fail", "change": {"annual_report": {"item_106": []}}},
	"no annual report": {"verdict": "not_applicable", "change": {"annual_report": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"the first day": {"verdict": "pass", "change": {"as_of": "2023-12-15"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2023-12-14"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := sk_106.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"annual_report/item_106": "processes"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := sk_106.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := sk_106.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := sk_106.decision with input as odd
	decision.verdict == "fail"
}
