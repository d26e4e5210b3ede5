package sec.form_8k_1_05_content_test

import data.sec.form_8k_1_05_content

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["registrant"]},
	"incident": {
		"material": true,
		"filed_on": "2026-07-01",
		"content": ["nature", "scope", "timing", "impact", "remediation"],
		"open_items": [{"determined_on": "2026-07-13", "amended_on": "2026-07-17"}],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"amended on the fourth business day": {"verdict": "pass", "change": {}},
	"amended on the fifth": {
		"verdict": "fail",
		"change": {"incident": {"open_items": [{"determined_on": "2026-07-13", "amended_on": "2026-07-20"}]}},
	},
	"nothing left open": {"verdict": "pass", "change": {"incident": {"open_items": []}}},
	"an item still undetermined": {
		"verdict": "pass",
		"change": {"incident": {"open_items": [{"determined_on": null, "amended_on": null}]}},
	},
	"an item of which nothing is known yet": {"verdict": "pass", "change": {"incident": {"open_items": [{}]}}},
	"not amended, the last day": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-07-17",
			"incident": {"open_items": [{"determined_on": "2026-07-13", "amended_on": null}]},
		},
	},
	"not amended, a day later": {
		"verdict": "fail",
		"change": {"as_of": "2026-07-18", "incident": {"open_items": [{"determined_on": "2026-07-13"}]}},
	},
	"one of two amended late": {
		"verdict": "fail",
		"change": {"incident": {"open_items": [
			{"determined_on": "2026-07-13", "amended_on": "2026-07-14"},
			{"determined_on": "2026-07-13", "amended_on": "2026-07-21"},
		]}},
	},
	"an item that is no object": {"verdict": "fail", "change": {"incident": {"open_items": ["scope"]}}},
	"impact not told": {"verdict": "fail", "change": {"incident": {"content": ["nature", "scope", "timing"]}}},
	"not filed": {"verdict": "not_applicable", "change": {"incident": {"filed_on": null}}},
	"not material": {"verdict": "not_applicable", "change": {"incident": {"material": false}}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
	"before the item existed": {
		"verdict": "not_applicable",
		"change": {"as_of": "2023-12-17"},
		"reason": "not_in_force",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := form_8k_1_05_content.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"incident/content": "nature scope timing impact", "incident/open_items": "none"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := form_8k_1_05_content.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := form_8k_1_05_content.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := form_8k_1_05_content.decision with input as odd
	decision.verdict == "fail"
}
