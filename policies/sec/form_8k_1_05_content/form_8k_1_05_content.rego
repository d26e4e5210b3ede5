# METADATA
# scope: package
# title: Item 1.05 content and amendment
# description: |
#   The report tells nature, scope, timing and impact of the incident; what was not yet known is added by an
#   amendment within four business days after it becomes known.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-249.308
# custom:
#   control_id: SEC-8K-1.05-CONTENT
#   pack: sec
#   category: incident_reporting
#   severity: medium
#   citation: Form 8-K Item 1.05(a) and Instruction 2
#   effective_from: "2023-12-18"
#   status: automated
#   remediation: File 8-K/A.
#   confidence: 0.9
#   source: kpmg; haynesboone
#   audit_kinds: [regulatory, compliance]
package sec.form_8k_1_05_content

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("registrant")
	facts.boolean("incident.material")
	facts.present("incident.filed_on")
}

needs := {"incident.content", "incident.open_items"}

uses := {"as_of", "calendar.sec_extra_closed", "entity.sec_roles", "incident.filed_on", "incident.material"}

default passes := false

passes if {
	shared.covers("incident.content", {"nature", "scope", "timing", "impact"})
	is_array(facts.value("incident.open_items"))
	every item in facts.list("incident.open_items") {
		settled(item)
	}
}

# Nothing is owed on an item until it is determined.
settled(item) if object.get(item, "determined_on", null) == null

settled(item) if shared.done_by(
	object.get(item, "amended_on", null),
	shared.business_days_after(item.determined_on, 4),
)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
