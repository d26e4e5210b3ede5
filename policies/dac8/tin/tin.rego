# METADATA
# scope: package
# title: TIN held for every reportable user
# description: |
#   A tax number is held for everyone who is reported, or it is documented that their State issues none.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-TIN
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section II.B(1); phased TIN rules Art. 27c (apply 2028/2030)
#   effective_from: "2026-01-01"
#   status: automated
#   remediation: Re-paper users; run format validation per Member State.
#   confidence: 0.85
#   source: secondary summary (II; Art. 27c dates); exception general knowledge of the text, 0.8
#   audit_kinds: [regulatory, compliance]
package dac8.tin

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.has_reportable_users

needs := {"users.with_tin", "users.tin_not_issued_documented"}

uses := {"rcasp.is_reporting_casp", "users.reportable_total"}

settled := facts.number("users.with_tin") + facts.number("users.tin_not_issued_documented")

default passes := false

passes if settled == facts.number("users.reportable_total")

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
