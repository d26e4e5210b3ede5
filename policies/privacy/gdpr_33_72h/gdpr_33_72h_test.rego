package privacy.gdpr_33_72h_test

import data.privacy.gdpr_33_72h

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"breaches": [{
		"id": "b",
		"aware_at": "2026-03-28T22:00:00+01:00",
		"notified_at": "2026-03-31T23:00:00+02:00",
		"risk": "risk",
		"delay_reasons": null,
		"documented": true,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly 72 hours over a change of the clocks": {"verdict": "pass", "change": {}},
	"a second later": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": "2026-03-31T23:00:01+02:00",
			"risk": "risk",
			"delay_reasons": null,
			"documented": true,
		}]}},
		"reason": "requirement_not_met",
	},
	"later, with reasons": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": "2026-04-02T10:00:00Z",
			"risk": "risk",
			"delay_reasons": "logs were encrypted",
			"documented": true,
		}]}},
	},
	"later, with blank reasons": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": "2026-04-02T10:00:00Z",
			"risk": "risk",
			"delay_reasons": " ",
			"documented": true,
		}]}},
	},
	"never notified, with reasons": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": null,
			"risk": "risk",
			"delay_reasons": "forgotten",
			"documented": true,
		}]}},
	},
	"not yet notified, inside of the 72 hours": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-03-29",
			"privacy": {"breaches": [{
				"id": "b",
				"aware_at": "2026-03-28T22:00:00+01:00",
				"notified_at": null,
				"risk": "risk",
				"delay_reasons": null,
				"documented": true,
			}]},
		},
	},
	"unlikely to be a risk": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": null,
			"risk": "unlikely",
			"delay_reasons": null,
			"documented": true,
		}]}},
	},
	"when it became known is unknown": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": null,
			"notified_at": "2026-03-31T23:00:00+02:00",
			"risk": "risk",
			"delay_reasons": null,
			"documented": true,
		}]}},
	},
	"when it became known is unknown, with reasons": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": null,
			"notified_at": "2026-04-02T10:00:00Z",
			"risk": "risk",
			"delay_reasons": "logs were encrypted",
			"documented": true,
		}]}},
	},
	"a day instead of an instant": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": "2026-03-30",
			"risk": "risk",
			"delay_reasons": null,
			"documented": true,
		}]}},
	},
	"96 hours by parameter": {
		"verdict": "pass",
		"change": {
			"params": {"gdpr_breach_hours": 96},
			"privacy": {"breaches": [{
				"id": "b",
				"aware_at": "2026-03-28T22:00:00+01:00",
				"notified_at": "2026-04-01T23:00:00+02:00",
				"risk": "risk",
				"delay_reasons": null,
				"documented": true,
			}]},
		},
	},
	"a parameter of a wrong type": {"verdict": "fail", "change": {"params": {"gdpr_breach_hours": "96"}}},
	"one of two late": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [
			{
				"id": "b",
				"aware_at": "2026-03-28T22:00:00+01:00",
				"notified_at": "2026-03-31T23:00:00+02:00",
				"risk": "risk",
				"delay_reasons": null,
				"documented": true,
			},
			{
				"id": "b",
				"aware_at": "2026-03-28T22:00:00+01:00",
				"notified_at": "2026-04-09T10:00:00Z",
				"risk": "risk",
				"delay_reasons": null,
				"documented": true,
			},
		]}},
	},
	"no breaches": {
		"verdict": "not_applicable",
		"change": {"privacy": {"breaches": []}},
		"reason": "not_in_scope",
	},
	"breaches not said": {"verdict": "not_applicable", "change": {"privacy": {"breaches": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_33_72h.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/breaches/0/risk": false}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_33_72h.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_33_72h.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_33_72h.decision with input as odd
	decision.verdict == "fail"
}

test_mistyped_instants_do_not_pass[name] if {
	some name in ["aware_at", "notified_at"]
	odd := json.patch(sheet, [{"op": "replace", "path": sprintf("privacy/breaches/0/%s", [name]), "value": 1}])
	decision := gdpr_33_72h.decision with input as odd
	decision.verdict == "fail"
}
