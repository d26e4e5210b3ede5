package quality.drift_test

import data.quality.drift

sheet := {
	"as_of": "2026-09-01",
	"quality": {
		"indexed": true,
		"code": {"files_total": 100, "files_unspecified": 20},
		"spec": {"items_total": 10, "items_without_code": 1},
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly at both thresholds": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"a file more": {
		"verdict": "fail",
		"change": {"quality": {"code": {"files_unspecified": 21}}},
		"reason": "requirement_not_met",
	},
	"an item more": {
		"verdict": "fail",
		"change": {"quality": {"spec": {"items_without_code": 2}}},
		"reason": "requirement_not_met",
	},
	"nothing there at all": {
		"verdict": "pass",
		"change": {"quality": {
			"code": {"files_total": 0, "files_unspecified": 0},
			"spec": {"items_total": 0, "items_without_code": 0},
		}},
	},
	"more files than there are": {
		"verdict": "fail",
		"change": {"quality": {"code": {"files_total": 0, "files_unspecified": 1}}},
	},
	"fewer than none": {"verdict": "fail", "change": {"quality": {"spec": {"items_without_code": -1}}}},
	"no code may be unspecified": {
		"verdict": "fail",
		"change": {"params": {"quality_max_code_unspecified": 0}},
	},
	"no item may lack code": {"verdict": "fail", "change": {"params": {"quality_max_items_without_code": 0}}},
	"a threshold of a wrong type": {
		"verdict": "fail",
		"change": {"params": {"quality_max_code_unspecified": "20"}},
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
	"quality/code/files_total": "100",
	"quality/code/files_unspecified": "20",
	"quality/spec/items_total": [10],
	"quality/spec/items_without_code": false,
}

test_verdict[name] if {
	some name, case in cases
	decision := drift.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := drift.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := drift.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := drift.decision with input as odd
	decision.verdict == "fail"
}
