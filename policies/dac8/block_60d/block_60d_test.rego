package dac8.block_60d_test

import data.dac8.block_60d

sheet := {
	"as_of": "2026-09-01",
	"rcasp": {"is_reporting_casp": true},
	"nonresponsive_users": [{
		"id": "u",
		"requested_on": "2026-07-03",
		"reminders": ["2026-07-20", "2026-08-10"],
		"blocked_on": "2026-09-01",
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"blocked on day 60": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"blocked on day 59": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-08-10"],
			"blocked_on": "2026-08-31",
		}]},
		"reason": "requirement_not_met",
	},
	"blocked after one reminder": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20"],
			"blocked_on": "2026-09-01",
		}]},
	},
	"the second reminder on the day of blocking": {
		"verdict": "pass",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-09-01"],
			"blocked_on": "2026-09-01",
		}]},
	},
	"the second reminder after blocking": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-09-02"],
			"blocked_on": "2026-09-01",
		}]},
	},
	"a second reminder on no true date": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-07-32"],
			"blocked_on": "2026-09-01",
		}]},
	},
	"free on day 60": {
		"verdict": "pass",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-08-10"],
			"blocked_on": null,
		}]},
		"reason": "pending",
		"due": "2026-09-01",
	},
	"free on day 61": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-09-02",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-07-20", "2026-08-10"],
				"blocked_on": null,
			}],
		},
	},
	"free on day 60 after one reminder": {
		"verdict": "pass",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20"],
			"blocked_on": null,
		}]},
		"reason": "pending",
		"due": "2026-09-01",
	},
	"free on day 61 after one reminder": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-09-02",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-07-20"],
				"blocked_on": null,
			}],
		},
	},
	"free until the second reminder, out of order": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-09-10",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-09-10", "2026-07-20"],
				"blocked_on": null,
			}],
		},
		"reason": "pending",
		"due": "2026-09-10",
	},
	"free a day after the second reminder": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-09-11",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-09-10", "2026-07-20"],
				"blocked_on": null,
			}],
		},
	},
	"blocked, but no date said": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [{
			"id": "u",
			"requested_on": "2026-07-03",
			"reminders": ["2026-07-20", "2026-08-10"],
			"blocked_on": true,
		}]},
	},
	"no reminders at all, inside of the 60 days": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-08-01",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": [],
				"blocked_on": null,
			}],
		},
		"reason": "pending",
		"due": "2026-09-01",
	},
	"one of two blocked too early": {
		"verdict": "fail",
		"change": {"nonresponsive_users": [
			{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-07-20", "2026-08-10"],
				"blocked_on": "2026-09-01",
			},
			{
				"id": "u",
				"requested_on": "2026-07-03",
				"reminders": ["2026-07-20", "2026-08-10"],
				"blocked_on": "2026-08-20",
			},
		]},
	},
	"everyone answers": {
		"verdict": "not_applicable",
		"change": {"nonresponsive_users": []},
		"reason": "not_in_scope",
	},
	"users not said": {"verdict": "not_applicable", "change": {"nonresponsive_users": null}},
	"no reporting provider": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": false}},
		"reason": "not_in_scope",
	},
	"not known whether it reports": {
		"verdict": "not_applicable",
		"change": {"rcasp": {"is_reporting_casp": null}},
	},
	"the first day": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-01-01",
			"nonresponsive_users": [{
				"id": "u",
				"requested_on": "2025-11-01",
				"reminders": ["2025-11-10", "2025-11-20"],
				"blocked_on": "2025-12-31",
			}],
		},
	},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2025-12-31"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := block_60d.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := block_60d.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"nonresponsive_users/0/requested_on": 1, "nonresponsive_users/0/reminders": "two"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := block_60d.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := block_60d.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := block_60d.decision with input as odd
	decision.verdict == "fail"
}
