package mica.art_36_audit_publish_test

import data.mica.art_36_audit_publish

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
	"notified a day late": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [{
			"reference_date": "2026-06-30",
			"notified_on": "2026-08-12",
			"published_on": "2026-08-20",
		}]}},
		"reason": "requirement_not_met",
	},
	"published a day late": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [{
			"reference_date": "2026-06-30",
			"notified_on": "2026-08-11",
			"published_on": "2026-08-26",
		}]}},
	},
	"notice due today": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-08-11",
			"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": null, "published_on": null}]},
		},
		"reason": "pending",
		"due": "2026-08-11",
	},
	"notice overdue": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-08-12",
			"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": null, "published_on": null}]},
		},
	},
	"publication due today": {
		"verdict": "pass",
		"change": {
			"as_of": "2026-08-25",
			"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": "2026-08-11", "published_on": null}]},
		},
		"reason": "pending",
		"due": "2026-08-25",
	},
	"publication overdue": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-08-26",
			"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": "2026-08-11", "published_on": null}]},
		},
	},
	"published but not notified": {
		"verdict": "fail",
		"change": {
			"as_of": "2026-08-01",
			"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": null, "published_on": "2026-07-20"}]},
		},
	},
	"no audit yet": {"verdict": "pass", "change": {"reserve": {"audits": []}}},
	"said to be notified": {
		"verdict": "fail",
		"change": {"reserve": {"audits": [{"reference_date": "2026-06-30", "notified_on": true}]}},
	},
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
	decision := art_36_audit_publish.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := art_36_audit_publish.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"reserve/audits": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_36_audit_publish.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_36_audit_publish.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_36_audit_publish.decision with input as mistyped
	decision.verdict == "fail"
}
