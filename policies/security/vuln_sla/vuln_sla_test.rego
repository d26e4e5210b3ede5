package security.vuln_sla_test

import data.security.vuln_sla

sheet := {
	"as_of": "2026-09-01",
	"vulnerabilities": [{
		"id": "CVE-0",
		"severity": "high",
		"known_on": "2026-06-01",
		"fixed_on": "2026-07-01",
		"vex_not_affected": false,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"high, fixed on day 30": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"high, fixed on day 31": {
		"verdict": "fail",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "high",
			"known_on": "2026-06-01",
			"fixed_on": "2026-07-02",
			"vex_not_affected": false,
		}]},
		"reason": "requirement_not_met",
	},
	"critical, fixed on day 15": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "critical",
			"known_on": "2026-06-01",
			"fixed_on": "2026-06-16",
			"vex_not_affected": false,
		}]},
	},
	"critical, fixed on day 16": {
		"verdict": "fail",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "critical",
			"known_on": "2026-06-01",
			"fixed_on": "2026-06-17",
			"vex_not_affected": false,
		}]},
	},
	"medium, fixed on day 90": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "medium",
			"known_on": "2026-06-01",
			"fixed_on": "2026-08-30",
			"vex_not_affected": false,
		}]},
	},
	"medium, fixed on day 91": {
		"verdict": "fail",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "medium",
			"known_on": "2026-06-01",
			"fixed_on": "2026-08-31",
			"vex_not_affected": false,
		}]},
	},
	"open on the last day": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-07-01",
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "high",
				"known_on": "2026-06-01",
				"fixed_on": null,
				"vex_not_affected": false,
			}],
		},
		"reason": "pending",
		"due": "2026-07-01",
	},
	"open a day later": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-07-02",
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "high",
				"known_on": "2026-06-01",
				"fixed_on": null,
				"vex_not_affected": false,
			}],
		},
	},
	"open, but not affected": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "high",
			"known_on": "2026-06-01",
			"fixed_on": null,
			"vex_not_affected": true,
		}]},
		"reason": "requirement_met",
	},
	"not affected, and nothing else known": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": null,
			"known_on": null,
			"fixed_on": "2026-07-01",
			"vex_not_affected": true,
		}]},
	},
	"nothing said of VEX, fixed in time": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "high",
			"known_on": "2026-06-01",
			"fixed_on": "2026-07-01",
			"vex_not_affected": null,
		}]},
	},
	"low, open for long": {
		"verdict": "pass",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "low",
			"known_on": "2020-01-01",
			"fixed_on": null,
			"vex_not_affected": false,
		}]},
	},
	"low, with declared days": {
		"verdict": "fail",
		"change": {
			"params": {"vuln_days_low": 180},
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "low",
				"known_on": "2026-01-01",
				"fixed_on": null,
				"vex_not_affected": false,
			}],
		},
	},
	"a severity nobody knows": {
		"verdict": "fail",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "severe",
			"known_on": "2026-06-01",
			"fixed_on": "2026-07-01",
			"vex_not_affected": false,
		}]},
	},
	"stricter days": {"verdict": "fail", "change": {"params": {"vuln_days_high": 29}}},
	"stricter days, as a group": {"verdict": "fail", "change": {"params": {"vuln_days": {"high": 29}}}},
	"more lenient days, as a group": {
		"verdict": "pass",
		"change": {
			"params": {"vuln_days": {"high": 31}},
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "high",
				"known_on": "2026-06-01",
				"fixed_on": "2026-07-02",
				"vex_not_affected": false,
			}],
		},
	},
	"days of a wrong type": {"verdict": "fail", "change": {"params": {"vuln_days_high": "30"}}},
	"low, within declared days": {
		"verdict": "pass",
		"change": {
			"params": {"vuln_days": {"low": 180}},
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "low",
				"known_on": "2026-05-01",
				"fixed_on": null,
				"vex_not_affected": false,
			}],
		},
		"reason": "pending",
		"due": "2026-10-28",
	},
	"low, with days of a wrong type": {
		"verdict": "fail",
		"change": {
			"params": {"vuln_days_low": "9"},
			"vulnerabilities": [{
				"id": "CVE-0",
				"severity": "low",
				"known_on": "2026-06-01",
				"fixed_on": "2026-07-01",
				"vex_not_affected": false,
			}],
		},
	},
	"one of two late": {
		"verdict": "fail",
		"change": {"vulnerabilities": [
			{
				"id": "CVE-0",
				"severity": "high",
				"known_on": "2026-06-01",
				"fixed_on": "2026-07-01",
				"vex_not_affected": false,
			},
			{
				"id": "CVE-1",
				"severity": "high",
				"known_on": "2026-06-01",
				"fixed_on": "2026-08-30",
				"vex_not_affected": false,
			},
		]},
	},
	"fixed on no true date": {
		"verdict": "fail",
		"change": {"vulnerabilities": [{
			"id": "CVE-0",
			"severity": "high",
			"known_on": "2026-06-01",
			"fixed_on": true,
			"vex_not_affected": false,
		}]},
	},
	"none known": {"verdict": "pass", "change": {"vulnerabilities": []}},
	"nobody looked": {"verdict": "not_applicable", "change": {"vulnerabilities": null}, "reason": "not_in_scope"},
}

test_verdict[name] if {
	some name, case in cases
	decision := vuln_sla.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := vuln_sla.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"vulnerabilities/0/severity": 9, "vulnerabilities/0/known_on": 20260601}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := vuln_sla.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := vuln_sla.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := vuln_sla.decision with input as odd
	decision.verdict == "fail"
}
