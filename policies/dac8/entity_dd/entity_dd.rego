# METADATA
# scope: package
# title: "Entity users: self-certification and controlling persons"
# description: |
#   Entities certify where they are resident; who controls them is identified and certified too, unless the entity
#   is active or excluded.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-ENTITY-DD
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section III.B
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Collect controlling-person certifications.
#   confidence: 0.85
#   source: secondary summary (III.B, Active Entity)
#   audit_kinds: [regulatory, compliance]
package dac8.entity_dd

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	count(facts.list("dd.entities")) > 0
}

needs := set()

uses := {"dd.entities", "rcasp.is_reporting_casp"}

default passes := false

passes if {
	every entity in facts.list("dd.entities") {
		examined(entity)
	}
}

examined(entity) if entity.excluded_person == true

examined(entity) if {
	entity.selfcert == true
	entity.active_entity == true
}

examined(entity) if {
	entity.selfcert == true
	entity.controlling_persons_certified == true
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
