# METADATA
# scope: package
# title: Vulnerabilities fixed inside the declared threshold
# description: |
#   Known vulnerabilities are fixed within the days the project declared for their severity, or a VEX statement says
#   why they do not matter.
# custom:
#   control_id: SECU-VULN-SLA
#   pack: security
#   category: vulnerability_management
#   severity: high
#   citation: OSPS-VM-05.01, OSPS-VM-05.02; SSDF RV.1.1, RV.2.2; Scorecard Vulnerabilities (High)
#   effective_from: ""
#   status: automated
#   remediation: Patch or publish VEX.
#   confidence: 0.8
#   source: >-
#     ossf/security-baseline (threshold must be declared); 15/30 days mirror CISA BOD 19-02 general knowledge of
#     the text, 0.85
#   note: The day counts are project parameters; no source makes them law for private projects.
#   audit_kinds: [security]
#   parameters:
#     vuln_days_critical: {default: 15, unit: days}
#     vuln_days_high: {default: 30, unit: days}
#     vuln_days_medium: {default: 90, unit: days}
package security.vuln_sla

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.security.shared

# Days of the project's own policy, no law: replaced by params.vuln_days_<severity> or params.vuln_days.<severity>.
default_days := {"critical": 15, "high": 30, "medium": 90}

default applies := false

applies if is_array(facts.value("vulnerabilities"))

needs contains "vulnerabilities[*].severity" if not some_excused

needs contains "vulnerabilities[*].known_on" if not some_excused

uses := {
	"as_of",
	"params.vuln_days",
	"params.vuln_days_critical",
	"params.vuln_days_high",
	"params.vuln_days_low",
	"params.vuln_days_medium",
	"vulnerabilities",
}

some_excused if {
	some vulnerability in facts.list("vulnerabilities")
	vulnerability.vex_not_affected == true
}

# What the sheet declares goes before what is taken otherwise; null where nobody declares anything.
threshold(severity) := array.concat(declared(severity), [usual(severity)])[0]

usual(severity) := facts.param(sprintf("vuln_days_%s", [severity]), default_days[severity])

usual(severity) := null if not default_days[severity]

declared(severity) := [days |
	some path in ["params.vuln_days_%s", "params.vuln_days.%s"]
	days := facts.value(sprintf(path, [severity]))
	days != null
]

last_day(vulnerability) := calendar.add_days(vulnerability.known_on, days) if {
	is_string(vulnerability.severity)
	days := threshold(vulnerability.severity)
	is_number(days)
}

default passes := false

passes if {
	every vulnerability in facts.list("vulnerabilities") {
		settled(vulnerability)
	}
}

settled(vulnerability) if vulnerability.vex_not_affected == true

# No days are declared for low severity, so none can be exceeded unless the project declares some.
settled(vulnerability) if {
	vulnerability.severity == "low"
	threshold("low") == null
	calendar.days_between(vulnerability.known_on, facts.date("as_of"))
}

settled(vulnerability) if shared.not_after(end_of(vulnerability), last_day(vulnerability))

# What is not fixed is measured against the day of the sheet.
end_of(vulnerability) := vulnerability.fixed_on if not is_open(vulnerability)

end_of(vulnerability) := facts.date("as_of") if is_open(vulnerability)

is_open(vulnerability) if object.get(vulnerability, "fixed_on", null) == null

default waiting := {}

waiting := {"due": min(open_until)} if count(open_until) > 0

open_until contains last_day(vulnerability) if {
	some vulnerability in facts.list("vulnerabilities")
	is_open(vulnerability)
	not vulnerability.vex_not_affected == true
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
