# METADATA
# scope: package
# title: No secrets in version control
# description: |
#   The repository holds no secret in clear, and pushes that carry one are stopped.
# custom:
#   control_id: SECU-SECRETS
#   pack: security
#   category: source_control
#   severity: critical
#   citation: OSPS-BR-07.01; SSDF PS.1.1
#   effective_from: ""
#   status: automated
#   remediation: Rotate, purge, enable push protection.
#   confidence: 0.9
#   source: ossf/security-baseline
#   audit_kinds: [security]
package security.secrets

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.push_protection", "repo.open_secret_findings"}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.push_protection")
	facts.number("repo.open_secret_findings") == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
