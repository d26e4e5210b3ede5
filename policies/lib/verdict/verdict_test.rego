package lib.verdict_test

import data.lib.verdict

chain := [
	{"path": ["pack", "one", "decision"], "annotations": {"scope": "rule", "entrypoint": true}},
	{"path": ["pack", "one"], "annotations": {
		"scope": "package",
		"custom": {"control_id": "ONE", "effective_from": "2026-01-01", "effective_to": "2026-12-31"},
	}},
]

control := {"applies": true, "needs": {"a.x", "b[*].y"}, "uses": {"c", "a.x"}, "passes": true}

sheet := {"as_of": "2026-06-01", "a": {"x": false}, "b": [{"y": 1}], "c": null, "d": "not told"}

# What changes in the sheet and in the control; verdict, reason and missing facts.
cases := {
	"met": [{}, {}, "pass", "requirement_met", []],
	"waiting": [{}, {"due": "2026-07-01"}, "pass", "pending", []],
	"no deadline after all": [{}, {"due": null}, "pass", "requirement_met", []],
	"waiting is no pass of its own": [{}, {"passes": false, "due": "2026-07-01"}, "fail", "requirement_not_met", []],
	"not met": [{}, {"passes": false}, "fail", "requirement_not_met", []],
	"something that is not true is not a pass": [{}, {"passes": "yes"}, "fail", "requirement_not_met", []],
	"nothing said of passing": [{}, {"passes": null}, "fail", "requirement_not_met", []],
	"null": [{"a": {"x": null}}, {}, "fail", "evidence_missing", ["a.x"]],
	"two missing, in order": [{"a": null, "b": [{}]}, {}, "fail", "evidence_missing", ["a.x", "b[*].y"]],
	"evidence comes before the rest": [{"b": null}, {"passes": false}, "fail", "evidence_missing", ["b[*].y"]],
	"out of scope": [{"a": null}, {"applies": false}, "not_applicable", "not_in_scope", []],
	"something that is not true is not in scope": [{}, {"applies": "yes"}, "not_applicable", "not_in_scope", []],
	"the first day": [{"as_of": "2026-01-01"}, {}, "pass", "requirement_met", []],
	"the day before": [{"as_of": "2025-12-31"}, {"applies": false}, "not_applicable", "not_in_force", []],
	"the last day": [{"as_of": "2026-12-31"}, {}, "pass", "requirement_met", []],
	"the day after": [{"as_of": "2027-01-01"}, {}, "not_applicable", "not_in_force", []],
	"no day to judge for": [{"as_of": null}, {}, "fail", "evidence_missing", ["as_of"]],
	"a day that is none": [{"as_of": "2026-02-30"}, {"applies": false}, "fail", "evidence_missing", ["as_of"]],
}

test_order_of_verdicts[note] if {
	some note, [facts, answers, expected, reason, missing] in cases
	decision := verdict.of(chain, object.union(control, answers)) with input as object.union(sheet, facts)
	decision.control_id == "ONE"
	decision.verdict == expected
	decision.reason == reason
	decision.missing == missing
}

test_due_only_where_something_waits if {
	waiting := verdict.of(chain, object.union(control, {"due": "2026-07-01"})) with input as sheet
	waiting.due == "2026-07-01"
	not "due" in object.keys(verdict.of(chain, control)) with input as sheet
}

test_what_is_read_is_what_was_declared if {
	decision := verdict.of(chain, control) with input as sheet
	decision.reads == {"a.x", "b[*].y", "c"}
}

test_before_its_start_a_control_reads_the_day_only if {
	decision := verdict.of(chain, control) with input as object.union(sheet, {"as_of": "2025-01-01"})
	decision.reads == ["as_of"]
}

test_no_start_is_always_in_force[from] if {
	some from in [{}, {"effective_from": ""}]
	custom := object.union({"control_id": "TWO"}, from)
	decision := verdict.of([{"annotations": {"scope": "package", "custom": custom}}], control) with input as sheet
	decision.verdict == "pass"
}
