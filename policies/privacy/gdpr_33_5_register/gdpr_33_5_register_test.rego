package privacy.gdpr_33_5_register_test

import data.privacy.gdpr_33_5_register

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
	"written down": {"verdict": "pass", "change": {}},
	"not written down": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "b",
			"aware_at": "2026-03-28T22:00:00+01:00",
			"notified_at": "2026-03-31T23:00:00+02:00",
			"risk": "risk",
			"delay_reasons": null,
			"documented": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"not notified, but written down": {
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
	"one of two not written down": {
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
				"notified_at": "2026-03-31T23:00:00+02:00",
				"risk": "risk",
				"delay_reasons": null,
				"documented": false,
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
	decision := gdpr_33_5_register.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/breaches/0/documented": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_33_5_register.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_33_5_register.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_33_5_register.decision with input as odd
	decision.verdict == "fail"
}
