package quality.completeness_test

import data.quality.completeness

sheet := {"as_of": "2026-09-01", "quality": {"indexed": true, "spec": {"items_total": 10, "items_done": 8}}}

# What changes in the sheet, and what is decided then.
cases := {
	"exactly at the threshold": {"verdict": "pass", "change": {}, "reason": "requirement_met"},
	"an item less": {
		"verdict": "fail",
		"change": {"quality": {"spec": {"items_done": 7}}},
		"reason": "requirement_not_met",
	},
	"more items than there are": {"verdict": "fail", "change": {"quality": {"spec": {"items_done": 11}}}},
	"fewer than none": {
		"verdict": "fail",
		"change": {"quality": {"spec": {"items_done": -1}}, "params": {"quality_min_items_done": 0}},
	},
	"nothing specified": {
		"verdict": "not_applicable",
		"change": {"quality": {"spec": {"items_total": 0, "items_done": 0}}},
		"reason": "not_in_scope",
	},
	"all must be done": {"verdict": "fail", "change": {"params": {"quality_min_items_done": 100}}},
	"a threshold of a wrong type": {"verdict": "fail", "change": {"params": {"quality_min_items_done": true}}},
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
	"quality/spec/items_done": "8",
	"quality/spec/items_total": "10",
}

test_verdict[name] if {
	some name, case in cases
	decision := completeness.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := completeness.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := completeness.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := completeness.decision with input as odd
	decision.verdict == "fail"
}
