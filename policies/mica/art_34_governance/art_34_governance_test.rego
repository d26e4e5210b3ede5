package mica.art_34_governance_test

import data.mica.art_34_governance

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["art_issuer"], "licence": null},
	"issuer": {
		"policies": [
			"reserve",
			"custody",
			"holder_rights",
			"issuance_redemption",
			"tx_validation",
			"third_parties",
			"complaints",
			"conflicts",
		],
		"bcp_policy": true,
		"ict_dora_aligned": true,
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a policy short": {
		"verdict": "fail",
		"change": {"issuer": {"policies": [
			"custody",
			"holder_rights",
			"issuance_redemption",
			"tx_validation",
			"third_parties",
			"complaints",
			"conflicts",
		]}},
		"reason": "requirement_not_met",
	},
	"no continuity": {"verdict": "fail", "change": {"issuer": {"bcp_policy": false}}},
	"ICT apart from DORA": {"verdict": "fail", "change": {"issuer": {"ict_dora_aligned": false}}},
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
	decision := art_34_governance.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"issuer/policies": true, "issuer/bcp_policy": "true", "issuer/ict_dora_aligned": "true"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_34_governance.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_34_governance.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_34_governance.decision with input as mistyped
	decision.verdict == "fail"
}
