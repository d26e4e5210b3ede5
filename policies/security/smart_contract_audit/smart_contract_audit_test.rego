package security.smart_contract_audit_test

import data.security.smart_contract_audit

sheet := {
	"as_of": "2026-09-01",
	"contracts": [{
		"name": "Bridge",
		"holds_value": true,
		"audited_commit": "abc",
		"deployed_commit": "abc",
		"open_critical": 0,
		"open_high": 0,
		"auditor_independent": true,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"audited as deployed": {"verdict": "pass", "change": {}},
	"deployed after the audit": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abd",
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": true,
		}]},
		"reason": "requirement_not_met",
	},
	"never audited": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": null,
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": true,
		}]},
	},
	"neither commit known": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": null,
			"deployed_commit": null,
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": true,
		}]},
	},
	"one critical finding open": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": 1,
			"open_high": 0,
			"auditor_independent": true,
		}]},
	},
	"one high finding open": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": 1,
			"auditor_independent": true,
		}]},
	},
	"findings unknown": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": null,
			"auditor_independent": true,
		}]},
	},
	"findings as text": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": "0",
			"open_high": 0,
			"auditor_independent": true,
		}]},
	},
	"an auditor of the house": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": false,
		}]},
	},
	"independence as text": {
		"verdict": "fail",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": true,
			"audited_commit": "abc",
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": "true",
		}]},
	},
	"holds no value": {
		"verdict": "pass",
		"change": {"contracts": [{
			"name": "Bridge",
			"holds_value": false,
			"audited_commit": null,
			"deployed_commit": "abc",
			"open_critical": 0,
			"open_high": 0,
			"auditor_independent": true,
		}]},
	},
	"one of two not audited": {
		"verdict": "fail",
		"change": {"contracts": [
			{
				"name": "Bridge",
				"holds_value": true,
				"audited_commit": "abc",
				"deployed_commit": "abc",
				"open_critical": 0,
				"open_high": 0,
				"auditor_independent": true,
			},
			{
				"name": "Bridge",
				"holds_value": true,
				"audited_commit": null,
				"deployed_commit": "abc",
				"open_critical": 0,
				"open_high": 0,
				"auditor_independent": true,
			},
		]},
	},
	"no contracts": {"verdict": "not_applicable", "change": {"contracts": []}, "reason": "not_in_scope"},
	"contracts not said": {"verdict": "not_applicable", "change": {"contracts": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := smart_contract_audit.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"contracts/0/holds_value": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := smart_contract_audit.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := smart_contract_audit.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := smart_contract_audit.decision with input as odd
	decision.verdict == "fail"
}
