package sec.regsci_1002_notice_test

import data.sec.regsci_1002_notice

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["sci_entity"]},
	"sci_event": {
		"reasonable_basis_at": "2026-08-31T09:00:00-04:00",
		"immediate_notice": true,
		"written_at": "2026-09-01T09:00:00-04:00",
		"de_minimis": false,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"in writing after exactly 24 hours": {"verdict": "pass", "change": {}},
	"a second later": {
		"verdict": "fail",
		"change": {"sci_event": {"written_at": "2026-09-01T09:00:01-04:00"}},
		"reason": "requirement_not_met",
	},
	"the same instant by another clock": {
		"verdict": "pass",
		"change": {"sci_event": {"written_at": "2026-09-01T13:00:00Z"}},
	},
	"not at once": {"verdict": "fail", "change": {"sci_event": {"immediate_notice": false}}},
	"no time of day": {"verdict": "fail", "change": {"sci_event": {"written_at": "2026-08-31"}}},
	"of minor effect": {"verdict": "not_applicable", "change": {"sci_event": {"de_minimis": true}}},
	"effect unknown": {"verdict": "not_applicable", "change": {"sci_event": {"de_minimis": null}}},
	"no event": {"verdict": "not_applicable", "change": {"sci_event": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsci_1002_notice.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"sci_event/reasonable_basis_at": 1,
	"sci_event/immediate_notice": "true",
	"sci_event/written_at": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regsci_1002_notice.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regsci_1002_notice.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regsci_1002_notice.decision with input as odd
	decision.verdict == "fail"
}
