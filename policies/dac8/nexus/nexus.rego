# METADATA
# scope: package
# title: Reporting status and reporting Member State determined
# description: |
#   A provider knows by what it is tied to the Union and in which Member State it reports; one authorised or
#   notified under MiCA is tied by that.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-NEXUS
#   pack: dac8
#   category: authorisation
#   severity: high
#   citation: >-
#     Directive 2011/16/EU (as amended by Council Directive (EU) 2023/2226) Art. 8ad(1); Annex VI Section
#     I.A(1)–(2)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Document the nexus analysis; pick one Member State where several apply.
#   confidence: 0.85
#   source: secondary summary (Section I)
#   audit_kinds: [regulatory, compliance]
package dac8.nexus

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

ties := {
	"mica_authorisation", "tax_resident", "incorporated", "managed", "place_of_business", "branch",
	"reportable_users",
}

default applies := false

applies if shared.reports

needs := {"rcasp.type", "rcasp.nexus", "rcasp.reporting_member_state"}

uses := {"rcasp.is_reporting_casp"}

# Only ties the directive knows count as one.
known_ties := {tie | some tie in facts.list("rcasp.nexus")} & ties

default passes := false

passes if {
	count(known_ties) >= 1
	shared.is_told("rcasp.reporting_member_state")
	fits_type
}

fits_type if facts.string("rcasp.type") != "mica_casp"

fits_type if "mica_authorisation" in known_ties

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
