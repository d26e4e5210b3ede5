package sec.section_12g_registration_test

import data.sec.section_12g_registration

sheet := {
	"as_of": "2026-09-01",
	"us_token": {"category": "digital_security"},
	"issuer_size": {
		"total_assets_usd": 12000000,
		"holders_of_record": 1999,
		"non_accredited_holders": 500,
		"fiscal_year_end": "2025-12-31",
		"form_10_filed_on": "2026-04-30",
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"500 holders not accredited, registered on day 120": {"verdict": "pass", "change": {}},
	"registered on day 121": {
		"verdict": "fail",
		"change": {"issuer_size": {"form_10_filed_on": "2026-05-01"}},
		"reason": "requirement_not_met",
	},
	"499 holders not accredited": {
		"verdict": "pass",
		"change": {"issuer_size": {"non_accredited_holders": 499, "form_10_filed_on": null}},
	},
	"2 000 holders of record": {
		"verdict": "fail",
		"change": {"issuer_size": {
			"holders_of_record": 2000,
			"non_accredited_holders": 0,
			"form_10_filed_on": null,
		}},
	},
	"assets of exactly USD 10 million": {
		"verdict": "pass",
		"change": {"issuer_size": {
			"total_assets_usd": 10000000,
			"holders_of_record": 9000,
			"form_10_filed_on": null,
		}},
	},
	"not registered, day 120": {
		"verdict": "pass",
		"change": {"as_of": "2026-04-30", "issuer_size": {"form_10_filed_on": null}},
		"reason": "pending",
		"due": "2026-04-30",
	},
	"not registered, day 121": {
		"verdict": "fail",
		"change": {"as_of": "2026-05-01", "issuer_size": {"form_10_filed_on": null}},
	},
	"holders do not matter to a small issuer": {
		"verdict": "pass",
		"change": {"issuer_size": {
			"total_assets_usd": 1,
			"holders_of_record": null,
			"non_accredited_holders": null,
		}},
	},
	"no security": {"verdict": "not_applicable", "change": {"us_token": {"category": "stablecoin"}}},
	"category unknown": {"verdict": "not_applicable", "change": {"us_token": {"category": null}}},
	"size not said": {"verdict": "not_applicable", "change": {"issuer_size": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := section_12g_registration.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_due_date_of_what_waits[name] if {
	some name, case in cases
	decision := section_12g_registration.decision with input as object.union(sheet, case.change)
	object.get(decision, "due", null) == object.get(case, "due", null)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"issuer_size/total_assets_usd": false,
	"issuer_size/holders_of_record": "12",
	"issuer_size/non_accredited_holders": "12",
	"issuer_size/fiscal_year_end": 2025,
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := section_12g_registration.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := section_12g_registration.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := section_12g_registration.decision with input as odd
	decision.verdict == "fail"
}
