package mica.art_51_emt_wp_test

import data.mica.art_51_emt_wp

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"},
	"calendar": {"eu_public_holidays": ["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"]},
	"whitepaper": {
		"notified_on": "2026-03-30",
		"published_on": "2026-04-29",
		"sections": [
			"issuer",
			"token",
			"offer",
			"rights_obligations",
			"technology",
			"risks",
			"environmental_impacts",
		],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a working day short": {
		"verdict": "fail",
		"change": {"whitepaper": {"published_on": "2026-04-28"}},
		"reason": "requirement_not_met",
	},
	"a section short": {
		"verdict": "fail",
		"change": {"whitepaper": {"sections": [
			"token",
			"offer",
			"rights_obligations",
			"technology",
			"risks",
			"environmental_impacts",
		]}},
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
	decision := art_51_emt_wp.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"whitepaper/sections": true,
	"whitepaper/notified_on": true,
	"whitepaper/published_on": true,
	"calendar/eu_public_holidays": true,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_51_emt_wp.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_51_emt_wp.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_51_emt_wp.decision with input as mistyped
	decision.verdict == "fail"
}
