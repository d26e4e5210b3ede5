package security.provenance_test

import data.security.provenance

sheet := {
	"as_of": "2026-09-01",
	"releases": [{
		"version": "3.1.0",
		"provenance_signed": true,
		"digest_match": true,
		"source_match": true,
	}],
}

# What changes in the sheet, and what is decided then.
cases := {
	"all three": {"verdict": "pass", "change": {}},
	"without provenance signed": {
		"verdict": "fail",
		"change": {"releases": [{
			"version": "3.1.0",
			"provenance_signed": false,
			"digest_match": true,
			"source_match": true,
		}]},
		"reason": "requirement_not_met",
	},
	"without digest match": {
		"verdict": "fail",
		"change": {"releases": [{
			"version": "3.1.0",
			"provenance_signed": true,
			"digest_match": false,
			"source_match": true,
		}]},
		"reason": "requirement_not_met",
	},
	"without source match": {
		"verdict": "fail",
		"change": {"releases": [{
			"version": "3.1.0",
			"provenance_signed": true,
			"digest_match": true,
			"source_match": false,
		}]},
		"reason": "requirement_not_met",
	},
	"one of two unsigned": {
		"verdict": "fail",
		"change": {"releases": [
			{"version": "3.1.0", "provenance_signed": true, "digest_match": true, "source_match": true},
			{"version": "3.1.0", "provenance_signed": false, "digest_match": true, "source_match": true},
		]},
	},
	"no releases": {"verdict": "not_applicable", "change": {"releases": []}, "reason": "not_in_scope"},
	"releases not said": {"verdict": "not_applicable", "change": {"releases": null}},
}

test_verdict[name] if {
	some name, case in cases
	decision := provenance.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"releases/0/provenance_signed": "true",
	"releases/0/digest_match": "true",
	"releases/0/source_match": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := provenance.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := provenance.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := provenance.decision with input as odd
	decision.verdict == "fail"
}
