package mica.art_19_wp_art_test

import data.mica.art_19_wp_art

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {"avg_outstanding_12m_eur": 5000001, "qualified_investors_only": false},
	"whitepaper": {
		"sections": [
			"issuer",
			"token",
			"offer",
			"rights_obligations",
			"technology",
			"risks",
			"reserve_of_assets",
			"environmental_impacts",
		],
		"approved": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a section short": {
		"verdict": "fail",
		"change": {"whitepaper": {"sections": [
			"issuer",
			"token",
			"offer",
			"rights_obligations",
			"technology",
			"risks",
			"reserve_of_assets",
		]}},
		"reason": "requirement_not_met",
	},
	"not approved": {"verdict": "fail", "change": {"whitepaper": {"approved": false}}},
	"small and not approved": {
		"verdict": "pass",
		"change": {"whitepaper": {"approved": null}, "issuer": {"avg_outstanding_12m_eur": 5000000}},
	},
	"for qualified investors, not approved": {
		"verdict": "pass",
		"change": {"whitepaper": {"approved": false}, "issuer": {"qualified_investors_only": true}},
	},
	"small, a section short": {
		"verdict": "fail",
		"change": {"whitepaper": {"sections": ["issuer"]}, "issuer": {"avg_outstanding_12m_eur": 1}},
	},
	"exemption unknown, not approved": {
		"verdict": "fail",
		"change": {"whitepaper": {"approved": false}, "issuer": null},
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
	decision := art_19_wp_art.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"whitepaper/sections": true, "whitepaper/approved": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_19_wp_art.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_19_wp_art.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_19_wp_art.decision with input as mistyped
	decision.verdict == "fail"
}
