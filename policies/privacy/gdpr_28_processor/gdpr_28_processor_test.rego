package privacy.gdpr_28_processor_test

import data.privacy.gdpr_28_processor

sheet := {
	"as_of": "2026-09-01",
	"privacy": {"processors": [{
		"name": "host",
		"dpa_signed": true,
		"breach_notice_clause": true,
		"subprocessor_control": true,
	}]},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all three": {"verdict": "pass", "change": {}},
	"without dpa signed": {
		"verdict": "fail",
		"change": {"privacy": {"processors": [{
			"name": "host",
			"dpa_signed": false,
			"breach_notice_clause": true,
			"subprocessor_control": true,
		}]}},
		"reason": "requirement_not_met",
	},
	"without breach notice clause": {
		"verdict": "fail",
		"change": {"privacy": {"processors": [{
			"name": "host",
			"dpa_signed": true,
			"breach_notice_clause": false,
			"subprocessor_control": true,
		}]}},
		"reason": "requirement_not_met",
	},
	"without subprocessor control": {
		"verdict": "fail",
		"change": {"privacy": {"processors": [{
			"name": "host",
			"dpa_signed": true,
			"breach_notice_clause": true,
			"subprocessor_control": false,
		}]}},
		"reason": "requirement_not_met",
	},
	"one of two unsigned": {
		"verdict": "fail",
		"change": {"privacy": {"processors": [
			{"name": "host", "dpa_signed": true, "breach_notice_clause": true, "subprocessor_control": true},
			{"name": "host", "dpa_signed": false, "breach_notice_clause": true, "subprocessor_control": true},
		]}},
	},
	"no processors": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processors": []}},
		"reason": "not_in_scope",
	},
	"processors not said": {"verdict": "not_applicable", "change": {"privacy": {"processors": null}}},
	"before the GDPR": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_28_processor.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {
	"privacy/processors/0/dpa_signed": "true",
	"privacy/processors/0/breach_notice_clause": "true",
	"privacy/processors/0/subprocessor_control": "true",
}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_28_processor.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_28_processor.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_28_processor.decision with input as odd
	decision.verdict == "fail"
}
