package sec.regd_506d_bad_actor_test

import data.sec.regd_506d_bad_actor

sheet := {
	"as_of": "2026-09-01",
	"offering": {"exemption": "506c", "bad_actor_inquiry_on": "2026-05-02", "disqualified_persons": 0},
}

# What changes in the sheet, and what is decided then.
cases := {
	"asked, and nobody disqualified": {"verdict": "pass", "change": {}},
	"one person disqualified": {
		"verdict": "fail",
		"change": {"offering": {"disqualified_persons": 1}},
		"reason": "requirement_not_met",
	},
	"an inquiry without a true date": {
		"verdict": "fail",
		"change": {"offering": {"bad_actor_inquiry_on": "last week"}},
	},
	"Rule 506(b)": {"verdict": "pass", "change": {"offering": {"exemption": "506b"}}},
	"Rule 504": {"verdict": "not_applicable", "change": {"offering": {"exemption": "504"}}},
	"another exemption": {"verdict": "not_applicable", "change": {"offering": {"exemption": "s"}}},
	"no exemption said": {"verdict": "not_applicable", "change": {"offering": {"exemption": null}}},
	"no offering": {"verdict": "not_applicable", "change": {"offering": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := regd_506d_bad_actor.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"offering/bad_actor_inquiry_on": true, "offering/disqualified_persons": "0"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := regd_506d_bad_actor.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := regd_506d_bad_actor.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := regd_506d_bad_actor.decision with input as odd
	decision.verdict == "fail"
}
