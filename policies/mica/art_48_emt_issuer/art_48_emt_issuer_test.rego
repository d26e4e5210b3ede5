package mica.art_48_emt_issuer_test

import data.mica.art_48_emt_issuer

sheet := {
	"as_of": "2026-09-01",
	"entity": {"mica_roles": ["emt_issuer"], "licence": "emi"},
	"calendar": {"eu_public_holidays": ["2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"]},
	"emt": {"intent_notified_on": "2026-01-05"},
	"offer": {"start_on": "2026-03-02"},
}

# What changes in the sheet, and what is decided then.
cases := {
	"as it should be": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a working day short": {
		"verdict": "fail",
		"change": {"offer": {"start_on": "2026-02-27"}},
		"reason": "requirement_not_met",
	},
	"a bank": {"verdict": "pass", "change": {"entity": {"licence": "credit_institution"}}},
	"an investment firm": {"verdict": "fail", "change": {"entity": {"licence": "investment_firm"}}},
	"no licence": {"verdict": "fail", "change": {"entity": {"licence": null}}, "reason": "requirement_not_met"},
	"licence of a wrong type": {"verdict": "fail", "change": {"entity": {"licence": true}}},
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
	decision := art_48_emt_issuer.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"emt/intent_notified_on": true, "offer/start_on": true, "calendar/eu_public_holidays": true}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := art_48_emt_issuer.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := art_48_emt_issuer.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, odd in needed
	mistyped := json.patch(sheet, [{"op": "replace", "path": path, "value": odd}])
	decision := art_48_emt_issuer.decision with input as mistyped
	decision.verdict == "fail"
}
