# METADATA
# scope: package
# title: Individuals informed before their data is reported
# description: |
#   Individuals are told that they will be reported before they are, not on the same day.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2011/16/oj
# custom:
#   control_id: DAC8-GDPR-NOTICE
#   pack: dac8
#   category: tax_due_diligence
#   severity: medium
#   citation: Directive 2011/16/EU Art. 25(3)–(4)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Send the notice and log delivery.
#   confidence: 0.8
#   source: mazars; eumonitor (Art. 25(3)–(4) applied to Annex VI)
#   audit_kinds: [regulatory, compliance]
package dac8.gdpr_notice

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.has_reportable_users

needs := {"notice.sent_on"}

uses := {"rcasp.is_reporting_casp", "report.submitted_on", "users.reportable_total"}

default passes := false

passes if {
	facts.date("notice.sent_on")
	not facts.present("report.submitted_on")
}

passes if facts.date("notice.sent_on") < facts.date("report.submitted_on")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
