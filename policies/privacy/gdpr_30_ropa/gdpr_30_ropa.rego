# METADATA
# scope: package
# title: Record of processing activities
# description: |
#   A written record of processing has all elements of Art. 30(1), unless the firm has fewer than 250 employees and
#   processes occasionally only, at low risk and without special categories.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-30-ROPA
#   pack: privacy
#   category: records
#   severity: medium
#   citation: Art. 30(1), 30(5)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Create the register.
#   confidence: 0.95
#   source: arthurcox; scl.org on current text and the pending change
#   note: >-
#     Omnibus IV (COM May 2025) would raise the limit to 750 employees and the risk test to “high risk”;
#     adoption not found — keep the limit a parameter (250).
#   audit_kinds: [privacy]
#   parameters:
#     gdpr_ropa_employees: {default: 250, unit: employees}
package privacy.gdpr_30_ropa

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

points := {
	"controller_contact", "purposes", "data_subject_categories", "data_categories", "recipients", "transfers",
	"erasure_time_limits", "security_measures",
}

default applies := false

applies if {
	shared.in_scope
	owed
}

# One known fact that breaks the exemption is enough; where all that is known fits it, facts of the scope are absent.
owed if facts.number("privacy.employees") >= facts.param("gdpr_ropa_employees", 250)

owed if facts.boolean("privacy.occasional_only") == false

owed if facts.boolean("privacy.low_risk") == false

owed if facts.boolean("privacy.special_categories")

needs := {"privacy.ropa_fields"}

uses := {
	"params.gdpr_ropa_employees",
	"privacy.employees",
	"privacy.low_risk",
	"privacy.occasional_only",
	"privacy.processes_eu_personal_data",
	"privacy.special_categories",
}

default passes := false

passes if shared.covers("privacy.ropa_fields", points)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
