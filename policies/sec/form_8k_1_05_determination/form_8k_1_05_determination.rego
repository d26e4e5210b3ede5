# METADATA
# scope: package
# title: Materiality determined without unreasonable delay
# description: |
#   After it discovers an incident a registrant decides without unreasonable delay whether it is material, and keeps
#   the assessment. The number of days is the project's own policy.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-249.308
# custom:
#   control_id: SEC-8K-1.05-DETERMINATION
#   pack: sec
#   category: incident_reporting
#   severity: high
#   citation: Form 8-K Item 1.05, Instruction 1
#   effective_from: "2023-12-18"
#   status: attested
#   remediation: Convene the disclosure committee; record the analysis.
#   confidence: 0.9
#   source: breachdocket; acquisitionstars
#   note: The day limit is a project policy, not law.
#   audit_kinds: [regulatory, compliance]
package sec.form_8k_1_05_determination

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("registrant")
	facts.present("incident")
}

needs := {"incident.discovered_on", "incident.assessment_documented", "incident.max_assessment_days_policy"}

uses := {"as_of", "entity.sec_roles", "incident.determined_material_on"}

determined_on := facts.value("incident.determined_material_on")

due := calendar.add_days(
	facts.date("incident.discovered_on"),
	facts.number("incident.max_assessment_days_policy"),
)

default passes := false

passes if {
	facts.boolean("incident.assessment_documented")
	shared.done_by(determined_on, due)
}

default waiting := {}

waiting := {"due": due} if shared.still_open(determined_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
