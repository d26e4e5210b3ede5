# METADATA
# scope: package
# title: Self-certification from pre-existing users by 1 January 2027
# description: |
#   Users from before 2026 have certified by 1 January 2027. Who has not, but is blocked, counts as dealt with.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-SELFCERT-PREEXISTING
#   pack: dac8
#   category: tax_due_diligence
#   severity: high
#   citation: Annex VI Section III.A (and III.B for entities)
#   effective_from: "2027-01-01"
#   status: automated
#   remediation: Chase, then block (DAC8-BLOCK-60D).
#   confidence: 0.9
#   source: secondary summary (date 1 Jan 2027)
#   note: Counting blocked users as compliant is an engine convention.
#   audit_kinds: [regulatory, compliance]
package dac8.selfcert_preexisting

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

default applies := false

applies if shared.reports

needs := {"dd.preexisting_users", "dd.preexisting_with_valid_selfcert", "dd.preexisting_blocked"}

uses := {"rcasp.is_reporting_casp"}

settled := facts.number("dd.preexisting_with_valid_selfcert") + facts.number("dd.preexisting_blocked")

default passes := false

passes if facts.number("dd.preexisting_users") == settled

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
