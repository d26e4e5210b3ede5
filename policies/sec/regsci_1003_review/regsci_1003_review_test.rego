package sec.regsci_1003_review_test

import data.sec.regsci_1003_review

sheet := {
	"as_of": "2026-09-01",
	"entity": {"sec_roles": ["sci_entity"]},
	"sci_review": {
		"calendar_year": 2025,
		"completed_on": "2026-05-01",
		"to_senior_mgmt_on": "2026-05-31",
		"to_sec_and_board_on": "2026-07-30",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"each step on its last day": {"verdict": "pass", "change": {}},
	"management told on day 31": {
		"verdict": "fail",
		"change": {"sci_review": {"to_senior_mgmt_on": "2026-06-01"}},
		"reason": "requirement_not_met",
	},
	"the board told on day 61": {
		"verdict": "fail",
		"change": {"sci_review": {"to_sec_and_board_on": "2026-07-31"}},
	},
	"the board not told, day 60": {
		"verdict": "pass",
		"change": {"as_of": "2026-07-30", "sci_review": {"to_sec_and_board_on": null}},
		"reason": "pending",
		"due": "2026-07-30",
	},
	"the board not told, day 61": {
		"verdict": "fail",
		"change": {"as_of": "2026-07-31", "sci_review": {"to_sec_and_board_on": null}},
	},
	"the review of the year before last": {"verdict": "fail", "change": {"sci_review": {"calendar_year": 2024}}},
	"no review": {"verdict": "not_applicable", "change": {"sci_review": null}},
	"nobody with the role": {
		"verdict": "not_applicable",
		"change": {"entity": {"sec_roles": ["investment_company"]}},
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := regsci_1003_review.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := regsci_1003_review.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"sci_review/calendar_year": "2025",
	"sci_review/completed_on": 2026,
	"sci_review/to_senior_mgmt_on": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regsci_1003_review.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regsci_1003_review.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regsci_1003_review.decision with input as odd
	decision.verdict == "fail"
}
