package privacy.gdpr_34_high_risk_test

import data.privacy.gdpr_34_high_risk

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"breaches": [{
		"id": "h",
		"risk": "high",
		"subjects_informed_at": "2026-08-01T10:00:00Z",
		"art34_exception": null,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"people were told": {"verdict": "pass", "change": {}},
	"nobody was told": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": null,
			"art34_exception": null,
		}]}},
		"reason": "requirement_not_met",
	},
	"nothing said": {"verdict": "fail", "change": {"privacy": {"breaches": [{"risk": "high"}]}}},
	"told, but no instant said": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": true,
			"art34_exception": null,
		}]}},
	},
	"an exception nobody knows": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": null,
			"art34_exception": "too_costly",
		}]}},
	},
	"excepted: encrypted": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": null,
			"art34_exception": "encrypted",
		}]}},
	},
	"excepted: neutralised": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": null,
			"art34_exception": "neutralised",
		}]}},
	},
	"excepted: public communication": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "high",
			"subjects_informed_at": null,
			"art34_exception": "public_communication",
		}]}},
	},
	"a lesser breach is left aside": {
		"verdict": "pass",
		"change": {"privacy": {"breaches": [
			{"id": "h", "risk": "high", "subjects_informed_at": "2026-08-01T10:00:00Z", "art34_exception": null},
			{"risk": "risk"},
		]}},
	},
	"one of two not told": {
		"verdict": "fail",
		"change": {"privacy": {"breaches": [
			{"id": "h", "risk": "high", "subjects_informed_at": "2026-08-01T10:00:00Z", "art34_exception": null},
			{"risk": "high"},
		]}},
	},
	"no high risk": {
		"verdict": "not_applicable",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": "risk",
			"subjects_informed_at": "2026-08-01T10:00:00Z",
			"art34_exception": null,
		}]}},
		"reason": "not_in_scope",
	},
	"risk unknown": {
		"verdict": "not_applicable",
		"change": {"privacy": {"breaches": [{
			"id": "h",
			"risk": null,
			"subjects_informed_at": "2026-08-01T10:00:00Z",
			"art34_exception": null,
		}]}},
	},
	"breaches not said": {"verdict": "not_applicable", "change": {"privacy": {"breaches": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_34_high_risk.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}
