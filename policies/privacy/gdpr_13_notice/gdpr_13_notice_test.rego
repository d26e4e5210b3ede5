package privacy.gdpr_13_notice_test

import data.privacy.gdpr_13_notice

sheet := {
	"as_of": "2026-09-01",
	"privacy": {
		"processes_eu_personal_data": true,
		"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
		],
	},
}

# What changes in the sheet, and what is decided then.
cases := {
	"all points": {"verdict": "pass", "change": {}},
	"one point more": {
		"verdict": "pass",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
			"other",
		]}},
	},
	"without controller identity": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without purposes": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without legal basis": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without recipients": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"retention",
			"rights",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without retention": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"rights",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without rights": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"complaint_right",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without complaint right": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"transfers",
		]}},
		"reason": "requirement_not_met",
	},
	"without transfers": {
		"verdict": "fail",
		"change": {"privacy": {"notice_fields": [
			"controller_identity",
			"purposes",
			"legal_basis",
			"recipients",
			"retention",
			"rights",
			"complaint_right",
		]}},
		"reason": "requirement_not_met",
	},
	"no data of people in the Union": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": false}},
		"reason": "not_in_scope",
	},
	"not known whose data": {
		"verdict": "not_applicable",
		"change": {"privacy": {"processes_eu_personal_data": null}},
	},
	"the first day of the GDPR": {"verdict": "pass", "change": {"as_of": "2018-05-25"}},
	"the day before": {"verdict": "not_applicable", "change": {"as_of": "2018-05-24"}, "reason": "not_in_force"},
}

test_verdict[name] if {
	some name, case in cases
	decision := gdpr_13_notice.decision with input as object.union(sheet, case.change)
	decision.verdict == case.verdict
	decision.reason == object.get(case, "reason", decision.reason)
}

# Facts it cannot do without, each with a value of a wrong type.
needed := {"privacy/notice_fields": "controller_identity"}

test_missing_fact_fails_closed[path] if {
	some path, _ in needed
	decision := gdpr_13_notice.decision with input as json.remove(sheet, [path])
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_null_fact_fails_closed[path] if {
	some path, _ in needed
	blank := json.patch(sheet, [{"op": "replace", "path": path, "value": null}])
	decision := gdpr_13_notice.decision with input as blank
	decision.verdict == "fail"
	decision.reason == "evidence_missing"
}

test_mistyped_fact_does_not_pass[path] if {
	some path, stranger in needed
	odd := json.patch(sheet, [{"op": "replace", "path": path, "value": stranger}])
	decision := gdpr_13_notice.decision with input as odd
	decision.verdict == "fail"
}
