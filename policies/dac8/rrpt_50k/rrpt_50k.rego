# METADATA
# scope: package
# title: Retail payment classification threshold USD 50 000
# description: |
#   A payment for goods or services is classified as a retail payment when its value exceeds USD 50 000, and only
#   then.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-RRPT-50K
#   pack: dac8
#   category: tax_reporting
#   severity: medium
#   citation: Annex VI Section IV.C (Reportable Retail Payment Transaction)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Fix the comparison (strictly greater) and the FX timestamp; smaller payments stay transfers.
#   confidence: 0.9
#   source: secondary summary; several public engines
#   audit_kinds: [regulatory, compliance]
package dac8.rrpt_50k

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	count(facts.list("payments")) > 0
}

needs := {"payments[*].value_usd", "payments[*].classified_as"}

uses := {"payments", "rcasp.is_reporting_casp"}

default passes := false

passes if {
	every payment in facts.list("payments") {
		is_number(payment.value_usd)
		is_string(payment.classified_as)
		rightly_classified(payment)
	}
}

rightly_classified(payment) if {
	payment.value_usd > 50000
	payment.classified_as == "retail_payment"
}

rightly_classified(payment) if {
	payment.value_usd <= 50000
	payment.classified_as != "retail_payment"
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
