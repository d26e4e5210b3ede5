# METADATA
# scope: package
# title: "SCI event: immediate notice, written within 24 hours"
# description: |
#   When it has a reasonable basis to conclude that an SCI event occurred, an SCI entity tells the Commission at
#   once and in writing within 24 hours; events of minor effect are reported quarterly and left aside here.
# related_resources:
#   - ref: https://www.ecfr.gov/current/title-17/section-242.1002
# custom:
#   control_id: SEC-REGSCI-1002-NOTICE
#   pack: sec
#   category: incident_reporting
#   severity: critical
#   citation: "17 CFR 242.1002(b)(1)–(2)"
#   effective_from: ""
#   status: attested
#   remediation: Submit Form SCI.
#   confidence: 0.9
#   source: dart.deloitte (rule set); hours general knowledge of the text, 0.95
#   audit_kinds: [regulatory, compliance]
package sec.regsci_1002_notice

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.sec.shared

default applies := false

# An event not known to be more than minor is left aside with the minor ones.
applies if {
	shared.has_role("sci_entity")
	facts.present("sci_event")
	facts.boolean("sci_event.de_minimis") == false
}

# The catalogue lets nothing wait here: written notice that is not given fails, even inside of the 24 hours.
needs := {"sci_event.reasonable_basis_at", "sci_event.immediate_notice", "sci_event.written_at"}

uses := {"entity.sec_roles", "sci_event.de_minimis"}

default passes := false

passes if {
	facts.boolean("sci_event.immediate_notice")
	calendar.hours_between(
		facts.datetime("sci_event.reasonable_basis_at"),
		facts.datetime("sci_event.written_at"),
	) <= 24
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
