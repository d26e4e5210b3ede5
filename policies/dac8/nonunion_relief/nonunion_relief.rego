# METADATA
# scope: package
# title: Relief from double reporting evidenced
# description: |
#   Users are left out because another jurisdiction receives the same report only where an agreement in effect
#   covers all Member States and the filing there is confirmed.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-NONUNION-RELIEF
#   pack: dac8
#   category: tax_reporting
#   severity: high
#   citation: Annex VI Sections I–II (Qualified Non-Union Jurisdiction / effective qualifying agreement)
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Report in the EU until the agreement is effective.
#   confidence: 0.75
#   source: secondary summary (I.B–H, II.E)
#   audit_kinds: [regulatory, compliance]
package dac8.nonunion_relief

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if {
	shared.reports
	facts.boolean("relief.claimed")
}

needs := {"relief.qualifying_agreement_covers_all_member_states", "relief.confirmation_of_filing"}

uses := {"rcasp.is_reporting_casp", "relief.claimed", "relief.jurisdiction"}

default passes := false

passes if {
	every path in needs {
		facts.boolean(path)
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
