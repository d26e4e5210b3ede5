# METADATA
# scope: package
# title: No clear-text personal data on a public ledger
# description: |
#   A public ledger holds no personal data but commitments, and what they commit to can be erased elsewhere.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-25-ONCHAIN
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Art. 25(1); Art. 17; EDPB Guidelines 02/2025 (blockchain)
#   effective_from: "2018-05-25"
#   status: attested
#   remediation: Move data off-chain; store salted commitments and destroy salts on erasure.
#   confidence: 0.75
#   source: general knowledge, 0.8, of EDPB 02/2025, consultation version April 2025
#   audit_kinds: [privacy]
package privacy.gdpr_25_onchain

import data.lib.facts
import data.lib.verdict

default applies := false

applies if facts.boolean("privacy.uses_public_ledger")

needs := {"privacy.onchain_personal_data", "privacy.offchain_erasure"}

uses := {"privacy.uses_public_ledger"}

default passes := false

passes if {
	facts.string("privacy.onchain_personal_data") in {"none", "commitment_only"}
	facts.boolean("privacy.offchain_erasure")
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
