# METADATA
# scope: package
# title: Threat model current
# description: |
#   A threat model covers the released design and is at most a year old.
# custom:
#   control_id: SECU-THREAT-MODEL
#   pack: security
#   category: verification
#   severity: medium
#   citation: OSPS-SA-03.01, OSPS-SA-03.02; SSDF PW.1.1
#   effective_from: ""
#   status: attested
#   remediation: Refresh the model.
#   confidence: 0.85
#   source: ossf/security-baseline; yearly cadence is a parameter
#   audit_kinds: [security]
#   parameters:
#     threat_model_months: {default: 12, unit: months}
package security.threat_model

import data.lib.facts
import data.lib.verdict
import data.security.shared

default applies := false

applies if facts.present("repo")

needs := {"repo.threat_model_on", "repo.threat_model_covers_version"}

uses := {"as_of", "params.threat_model_months"}

default passes := false

passes if {
	shared.within_months("repo.threat_model_on", facts.param("threat_model_months", 12))
	facts.boolean("repo.threat_model_covers_version")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
