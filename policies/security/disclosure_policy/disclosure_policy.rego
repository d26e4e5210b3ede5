# METADATA
# scope: package
# title: Coordinated disclosure policy and private channel
# description: |
#   A published policy says where a weakness can be reported in private and within how many days an answer comes.
# custom:
#   control_id: SECU-DISCLOSURE-POLICY
#   pack: security
#   category: vulnerability_management
#   severity: medium
#   citation: >-
#     OSPS-VM-01.01, OSPS-VM-02.01, OSPS-VM-03.01; Scorecard Security-Policy (Medium); SSDF RV.1.3; CRA Annex I
#     Part II(5)
#   effective_from: ""
#   status: attested
#   remediation: Add SECURITY.md.
#   confidence: 0.9
#   source: ossf repos
#   audit_kinds: [security]
package security.disclosure_policy

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.present("repo")

needs := {
	"repo.security_policy.published",
	"repo.security_policy.response_days",
	"repo.security_policy.private_channel",
}

uses := set()

default passes := false

passes if {
	facts.boolean("repo.security_policy.published")
	facts.number("repo.security_policy.response_days") >= 0
	facts.boolean("repo.security_policy.private_channel")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
