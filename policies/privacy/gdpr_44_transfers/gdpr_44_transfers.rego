# METADATA
# scope: package
# title: Third-country transfers have a mechanism
# description: |
#   Data leave the EEA only on adequacy, on a derogation, or on standard clauses or binding rules with a kept
#   assessment of the transfer.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-44-TRANSFERS
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Arts 44–46, 49
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Sign SCCs and run the assessment.
#   confidence: 0.9
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_44_transfers

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("privacy.transfers")) > 0

needs := {"privacy.transfers[*].mechanism"}

uses := {"privacy.transfers"}

default passes := false

passes if {
	every transfer in facts.list("privacy.transfers") {
		grounded(transfer)
	}
}

grounded(transfer) if transfer.mechanism in {"adequacy", "derogation"}

grounded(transfer) if {
	transfer.mechanism in {"scc", "bcr"}
	transfer.tia_documented == true
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
