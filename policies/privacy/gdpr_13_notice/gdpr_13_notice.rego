# METADATA
# scope: package
# title: Privacy notice content
# description: |
#   The notice given when data are collected tells who, why, on which basis, to whom, for how long and where to, and
#   the rights people have.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-13-NOTICE
#   pack: privacy
#   category: data_protection
#   severity: medium
#   citation: Art. 13(1)–(2)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Update the notice.
#   confidence: 0.9
#   source: general knowledge of the text, 0.9
#   note: transfers and DPO contact are only required where applicable; always stating them keeps the rule simple.
#   audit_kinds: [privacy]
package privacy.gdpr_13_notice

import data.lib.verdict
import data.privacy.shared

points := {
	"controller_identity", "purposes", "legal_basis", "recipients", "retention", "rights", "complaint_right",
	"transfers",
}

default applies := false

applies if shared.in_scope

needs := {"privacy.notice_fields"}

uses := {"privacy.processes_eu_personal_data"}

default passes := false

passes if shared.covers("privacy.notice_fields", points)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
