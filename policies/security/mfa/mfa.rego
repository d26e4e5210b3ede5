# METADATA
# scope: package
# title: MFA for everyone who can change the repository
# description: |
#   Everyone who can change the repository signs in with more than one factor.
# custom:
#   control_id: SECU-MFA
#   pack: security
#   category: source_control
#   severity: critical
#   citation: OSPS-AC-01.01; SSDF PO.5.1
#   effective_from: ""
#   status: automated
#   remediation: Enforce at organisation level.
#   confidence: 0.9
#   source: ossf/security-baseline
#   audit_kinds: [security]
package security.mfa

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {"repo.collaborators", "repo.collaborators_with_mfa"}

uses := set()

default passes := false

passes if facts.number("repo.collaborators_with_mfa") == facts.number("repo.collaborators")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
