package quality.license_test

import data.quality.license

sheet := {"as_of": "2026-09-01", "quality": {"indexed": true, "license": {"declared": "MIT", "text_present": true}}}

# What changes in the sheet, and what is decided then.
cases := {
	"allowed": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"not in the list": {
		"verdict": "fail",
		"change": {"quality": {"license": {"declared": "SSPL-1.0"}}},
		"reason": "requirement_not_met",
	},
	"another spelling": {"verdict": "fail", "change": {"quality": {"license": {"declared": "mit"}}}},
	"declared as nothing": {"verdict": "fail", "change": {"quality": {"license": {"declared": ""}}}},
	"no text": {
		"verdict": "fail",
		"change": {"quality": {"license": {"text_present": false}}},
		"reason": "requirement_not_met",
	},
	"a list of the project's own": {
		"verdict": "fail",
		"change": {"params": {"quality_licenses_allowed": ["EUPL-1.2"]}},
	},
	"in a list of the project's own": {
		"verdict": "pass",
		"change": {"params": {"quality_licenses_allowed": ["SSPL-1.0"]}, "quality": {"license": {"declared": "SSPL-1.0"}}},
	},
	"an empty list allows none": {"verdict": "fail", "change": {"params": {"quality_licenses_allowed": []}}},
	"a list of a wrong type": {"verdict": "fail", "change": {"params": {"quality_licenses_allowed": "MIT"}}},
	"not indexed": {
		"verdict": "not_applicable",
		"change": {"quality": {"indexed": false}},
		"reason": "not_in_scope",
	},
	"not known whether it was indexed": {"verdict": "not_applicable", "change": {"quality": {"indexed": null}}},
	"no quality facts": {"verdict": "not_applicable", "change": {"quality": null}, "reason": "not_in_scope"},
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"quality/license/declared": ["MIT"],
	"quality/license/text_present": "true",
}

test_verdict[name] if {
	some name, case in cases
	decision := license.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := license.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := license.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := license.decision with input as odd
	decision.verdict == "fail"
}
