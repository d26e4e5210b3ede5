# METADATA
# scope: package
# title: Yearly resilience/penetration test
# description: |
#   A system that supports a critical function was tested by independent testers within the last year.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2022/2554/oj
# custom:
#   control_id: SECU-RESILIENCE-TEST
#   pack: security
#   category: verification
#   severity: high
#   citation: DORA (EU) 2022/2554 Art. 24(6) for financial entities; SSDF PW.8.2
#   effective_from: "2025-01-17"
#   status: attested
#   remediation: Schedule the test.
#   confidence: 0.85
#   source: general knowledge of the text, 0.85
#   audit_kinds: [security]
package security.resilience_testing

import data.lib.facts
import data.lib.verdict
import data.security.shared

default applies := false

applies if facts.boolean("repo.supports_critical_function")

needs := {"repo.last_pentest_on", "repo.pentest_independent"}

uses := {"as_of", "repo.supports_critical_function"}

default passes := false

passes if {
	facts.boolean("repo.pentest_independent")
	shared.within_months("repo.last_pentest_on", 12)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
