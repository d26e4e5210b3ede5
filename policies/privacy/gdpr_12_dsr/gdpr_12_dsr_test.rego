package privacy.gdpr_12_dsr_test

import data.privacy.gdpr_12_dsr

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"requests": [{
		"id": "r",
		"received_on": "2026-01-31",
		"answered_on": "2026-02-28",
		"extended": false,
		"extension_notice_on": null,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"31 January is answered by the end of February": {
		"verdict": "pass",
		"change": {},
		"reason": "requirement_met",
	},
	"answered a day later": {
		"verdict": "fail",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "2026-03-01",
			"extended": false,
			"extension_notice_on": null,
		}]}},
		"reason": "requirement_not_met",
	},
	"open on the last day": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-02-28",
			"privacy": {"requests": [{
				"id": "r",
				"received_on": "2026-01-31",
				"answered_on": null,
				"extended": false,
				"extension_notice_on": null,
			}]},
		},
		"reason": "pending",
		"due": "2026-02-28",
	},
	"open a day later": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-03-01",
			"privacy": {"requests": [{
				"id": "r",
				"received_on": "2026-01-31",
				"answered_on": null,
				"extended": false,
				"extension_notice_on": null,
			}]},
		},
	},
	"extended, answered on the last day": {
		"verdict": "pass",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "2026-04-30",
			"extended": true,
			"extension_notice_on": "2026-02-28",
		}]}},
	},
	"extended, answered a day later": {
		"verdict": "fail",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "2026-05-01",
			"extended": true,
			"extension_notice_on": "2026-02-28",
		}]}},
	},
	"told of the extension a day late": {
		"verdict": "fail",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "2026-03-02",
			"extended": true,
			"extension_notice_on": "2026-03-01",
		}]}},
	},
	"never told of the extension": {
		"verdict": "fail",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "2026-02-28",
			"extended": true,
			"extension_notice_on": null,
		}]}},
	},
	"answered on no true date": {
		"verdict": "fail",
		"change": {"privacy": {"requests": [{
			"id": "r",
			"received_on": "2026-01-31",
			"answered_on": "yes",
			"extended": false,
			"extension_notice_on": null,
		}]}},
	},
	"the first of two open ones is due next": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-02-10",
			"privacy": {"requests": [
				{"id": "r", "received_on": "2026-02-01", "extended": false},
				{"id": "s", "received_on": "2026-01-20", "extended": false},
			]},
		},
		"reason": "pending",
		"due": "2026-02-20",
	},
	"no requests": {
		"verdict": "not_applicable",
		"change": {"privacy": {"requests": []}},
		"reason": "not_in_scope",
	},
	"requests not said": {"verdict": "not_applicable", "change": {"privacy": {"requests": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_12_dsr.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := gdpr_12_dsr.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/requests/0/received_on": 20260131, "privacy/requests/0/extended": "false"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_12_dsr.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_12_dsr.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_12_dsr.decision with input as odd
	decision.verdict == "fail"
}
