# METADATA
# scope: package
# title: Physical possession of crypto-asset securities (staff measures)
# description: |
#   A carrying firm that counts crypto-asset securities as in its possession meets the five measures of the staff
#   statement.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-240.15c3-3
# custom:
#   control_id: SEC-15C3-3-CRYPTO-POSSESSION
#   pack: sec
#   category: reserve_safeguarding
#   severity: medium
#   citation: "17 CFR 240.15c3-3(b)(1); SEC Division of Trading and Markets staff statement, 17 December 2025"
#   effective_from: "2025-12-17"
#   status: attested
#   remediation: Complete the missing policy; or use a good control location.
#   confidence: 0.9
#   source: gibsondunn; mofo; katten
#   note: Staff non-objection, not law and not a safe harbour → medium severity.
#   audit_kinds: [regulatory, compliance]
package sec.rule_15c3_3_crypto_possession

import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

applies if {
	shared.has_role("carrying_bd")
	facts.boolean("entity.custodies_crypto_securities")
}

needs := {
	"crypto_custody.direct_access_and_transfer",
	"crypto_custody.dlt_assessment",
	"crypto_custody.no_known_material_risk",
	"crypto_custody.key_protection",
	"crypto_custody.disruption_plan",
}

uses := {"entity.custodies_crypto_securities", "entity.sec_roles"}

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
