package mica.art_36_audit_6m_test

import data.mica.art_36_audit_6m

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {"avg_outstanding_12m_eur": 5000001, "qualified_investors_only": false},
	"token": {"significant": false},
	"reserve": {"audits": [
		{
			"reference_date": "2025-12-31",
			"notified_on": "2026-02-11",
			"published_on": "2026-02-25",
		},
		{
			"reference_date": "2026-06-30",
			"notified_on": "2026-08-11",
			"published_on": "2026-08-25",
		},
	]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"five million outstanding": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": 5000000}},
		"reason": "not_in_scope",
	},
	"qualified investors only": {
		"verdict": "not_applicable",
		"change": {"issuer": {"qualified_investors_only": true}},
		"reason": "not_in_scope",
	},
	"exemption not to be judged": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": null}},
		"reason": "not_in_scope",
	},
	"exemption told in words": {
		"verdict": "not_applicable",
		"change": {"issuer": {"avg_outstanding_12m_eur": "9000000"}},
		"reason": "not_in_scope",
	},
	"EMT that is not significant": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": false}},
		"reason": "not_in_scope",
	},
	"significant EMT of a bank": {
		"verdict": "not_applicable",
		"change": {
			"entity": {"mica_roles": ["emt_issuer"], "licence": "credit_institution"},
			"token": {"significant": true},
		},
		"reason": "not_in_scope",
	},
	"EMT, significance unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": null}},
		"reason": "not_in_scope",
	},
	"significant EMT of an EMI": {
		"verdict": "pass",
		"change": {"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"}, "token": {"significant": true}},
	},
	"a day more than six months apart": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [
			{
				"reference_date": "2025-12-31",
				"notified_on": "2025-12-31",
				"published_on": "2025-12-31",
			},
			{
				"reference_date": "2026-07-01",
				"notified_on": "2026-07-01",
				"published_on": "2026-07-01",
			},
		]}},
		"reason": "requirement_not_met",
	},
	"a single audit": {
		"verdict": "pass",
		"change": {"reserve": {"audits": [{
			"reference_date": "2026-06-30",
			"notified_on": "2026-06-30",
			"published_on": "2026-06-30",
		}]}},
	},
	"none": {"verdict": "fail", "change": {"reserve": {"audits": []}}},
	"last day": {"verdict": "pass", "change": {"as_of": "2027-02-10"}},
	"a day later": {"verdict": "fail", "change": {"as_of": "2027-02-11"}, "reason": "requirement_not_met"},
	"a date that is none": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [{
			"reference_date": "2026-06-31",
			"notified_on": "2026-06-31",
			"published_on": "2026-06-31",
		}]}},
	},
	"date not told": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [{"notified_on": "2026-06-30"}]}},
		"reason": "evidence_missing",
	},
	"the first of three gaps too long": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [
			{
				"reference_date": "2025-01-31",
				"notified_on": "2025-01-31",
				"published_on": "2025-01-31",
			},
			{
				"reference_date": "2025-09-30",
				"notified_on": "2025-09-30",
				"published_on": "2025-09-30",
			},
			{
				"reference_date": "2026-03-30",
				"notified_on": "2026-03-30",
				"published_on": "2026-03-30",
			},
			{
				"reference_date": "2026-09-01",
				"notified_on": "2026-09-01",
				"published_on": "2026-09-01",
			},
		]}},
	},
	"a tolerance of the project's own": {
		"verdict": "fail",
		"change": {"as_of": "2027-02-10", "params": {"reserve_audit_tolerance_days": 0}},
	},
	"a tolerance in words": {"verdict": "fail", "change": {"params": {"reserve_audit_tolerance_days": "many"}}},
	"the first day": {"verdict": "pass", "change": {"as_of": "2024-06-30"}},
	"the day before": {
		"verdict": "not_applicable",
		"change": {"as_of": "2024-06-29"},
		"reason": "not_in_force",
	},
	"no role": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": []}},
		"reason": "not_in_scope",
	},
	"role unknown": {
		"verdict": "not_applicable",
		"change": {"entity": {"mica_roles": null}},
		"reason": "not_in_scope",
	},
}

test_verdict[name] if {
	some name, case in cases
	decision := art_36_audit_6m.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"reserve/audits": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_36_audit_6m.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_36_audit_6m.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_36_audit_6m.decision with input as mistyped
	decision.verdict == "fail"
}
