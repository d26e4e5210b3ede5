# METADATA
# scope: package
# title: Form 8-K Item 1.05 within four business days of the materiality determination
# description: |
#   A registrant reports a material cybersecurity incident within four business days after it determined that the
#   incident is material; only the Attorney General can put the day off.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-249.308
# custom:
#   control_id: SEC-8K-1.05
#   pack: sec
#   category: incident_reporting
#   severity: critical
#   citation: Form 8-K Item 1.05(a),(c) and General Instruction B.1 (17 CFR 249.308); Exchange Act Rules 13a-11/15d-11
#   effective_from: "2023-12-18"
#   status: automated
#   remediation: File; if facts are missing file now and amend within four business days of learning them.
#   confidence: 0.95
#   source: "formsbank copy of Form 8-K B.1 text; kpmg; mktbolt; newsfilecorp (5:30 p.m.)"
#   note: >-
#     General Instruction B.1: an event on a Saturday, Sunday or SEC-closed holiday starts the count on, and
#     includes, the next business day — “n-th business day strictly after” gives the same answer. Smaller
#     reporting companies: from 15 June 2024.
#   audit_kinds: [regulatory, compliance]
package sec.form_8k_1_05

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("registrant")
	facts.boolean("incident.material")
}

needs := {"incident.determined_material_on"}

uses := {
	"as_of",
	"calendar.sec_extra_closed",
	"entity.sec_roles",
	"incident.ag_delay_until",
	"incident.filed_on",
	"incident.material",
}

filed_on := facts.value("incident.filed_on")

# A delay granted by the Attorney General can only lengthen the time to file.
due := shared.put_off(
	shared.business_days_after(facts.date("incident.determined_material_on"), 4),
	"incident.ag_delay_until",
)

default passes := false

passes if shared.done_by(filed_on, due)

default waiting := {}

waiting := {"due": due} if shared.still_open(filed_on, due)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
