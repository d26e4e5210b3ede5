# METADATA
# scope: package
# title: Reg S-P written incident response program
# description: |
#   A covered institution keeps a written programme to assess and contain unauthorised access to customer
#   information and to tell those affected.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-248.30
# custom:
#   control_id: SEC-REGSP-IRP
#   pack: sec
#   category: incident_reporting
#   severity: high
#   citation: "17 CFR 248.30(a)(3)"
#   effective_from: "2025-12-03"
#   status: attested
#   remediation: Adopt and test the program.
#   confidence: 0.95
#   source: conventuslaw (248.30(a)(3)(i)–(iii)); harperfoley (dates)
#   note: >-
#     Larger: RIA ≥ USD 1.5 bn AUM, fund complex ≥ USD 1 bn, broker-dealers/transfer agents that are not small
#     entities.
#   audit_kinds: [regulatory, compliance]
package sec.regsp_irp

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if shared.regsp_binds

needs := {"regsp.irp.written", "regsp.irp.assess", "regsp.irp.contain", "regsp.irp.notify"}

uses := {"as_of", "entity.regsp_larger_entity", "entity.sec_roles"}

default passes := false

passes if {
	every path in needs {
		facts.boolean(path)
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
