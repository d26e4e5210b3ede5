package quality.test_coverage_test

import data.quality.test_coverage

sheet := {"as_of": "2026-09-01", "quality": {"indexed": true, "coverage": {"lines_total": 1000, "lines_covered": 800}}}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly at the threshold": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a line less": {
		"verdict": "fail",
		"change": {"quality": {"coverage": {"lines_covered": 799}}},
		"reason": "requirement_not_met",
	},
	"every line": {"verdict": "pass", "change": {"quality": {"coverage": {"lines_covered": 1000}}}},
	"more lines than there are": {
		"verdict": "fail",
		"change": {"quality": {"coverage": {"lines_covered": 1001}}},
	},
	"fewer than none": {
		"verdict": "fail",
		"change": {"quality": {"coverage": {"lines_covered": -1}}, "params": {"quality_min_line_coverage": 0}},
	},
	"no lines at all": {
		"verdict": "fail",
		"change": {"quality": {"coverage": {"lines_covered": 0, "lines_total": 0}}},
	},
	"a higher threshold": {"verdict": "fail", "change": {"params": {"quality_min_line_coverage": 80.1}}},
	"a lower one": {
		"verdict": "pass",
		"change": {"quality": {"coverage": {"lines_covered": 500}}, "params": {"quality_min_line_coverage": 50}},
	},
	"a threshold of a wrong type": {
		"verdict": "fail",
		"change": {"params": {"quality_min_line_coverage": "80"}},
	},
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
	"quality/coverage/lines_covered": "800",
	"quality/coverage/lines_total": false,
}

test_verdict[name] if {
	some name, case in cases
	decision := test_coverage.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := test_coverage.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := test_coverage.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := test_coverage.decision with input as odd
	decision.verdict == "fail"
}
