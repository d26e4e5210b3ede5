# METADATA
# scope: package
# title: Security of processing
# description: |
#   Data are encrypted where they lie and where they travel, access is controlled, and restoring and the measures
#   themselves were tested within the last year.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-32-SECURITY
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Art. 32(1)(a)–(d)
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Close the gap; run the restore test.
#   confidence: 0.85
#   source: general knowledge of the text, 0.95; yearly cadence is a project parameter
#   audit_kinds: [privacy]
#   parameters:
#     gdpr_security_test_months: {default: 12, unit: months}
package privacy.gdpr_32_security

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

default applies := false

applies if shared.in_scope

needs := {
	"privacy.security.encryption_at_rest",
	"privacy.security.encryption_in_transit",
	"privacy.security.access_control",
	"privacy.security.restore_tested_on",
	"privacy.security.testing_last_on",
}

uses := {"as_of", "params.gdpr_security_test_months", "privacy.processes_eu_personal_data"}

months := facts.param("gdpr_security_test_months", 12)

default passes := false

passes if {
	facts.boolean("privacy.security.encryption_at_rest")
	facts.boolean("privacy.security.encryption_in_transit")
	facts.boolean("privacy.security.access_control")
	shared.within_months("privacy.security.restore_tested_on", months)
	shared.within_months("privacy.security.testing_last_on", months)
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
