# METADATA
# scope: package
# title: Every asset classified reportable or excluded with evidence
# description: |
#   An asset is reported unless it is documented why it need not be: as central bank money, as electronic money, or
#   as nothing one could pay or invest with.
# related_resources:
#   - ref: http://data.europa.eu/eli/dir/2023/2226/oj
# custom:
#   control_id: DAC8-ASSET-SCOPE
#   pack: dac8
#   category: tax_reporting
#   severity: medium
#   citation: Annex VI Section IV.A (Reportable Crypto-Asset and exclusions)
#   effective_from: "2026-01-01"
#   status: attested
#   remediation: Document or include the asset.
#   confidence: 0.85
#   source: compliora; secondary summary
#   audit_kinds: [regulatory, compliance]
package dac8.asset_scope

import data.dac8.shared
import data.lib.facts
import data.lib.verdict

reasons := {"cbdc", "specified_electronic_money_product", "not_usable_for_payment_or_investment"}

default applies := false

applies if {
	shared.reports
	count(facts.list("assets")) > 0
}

needs := set()

uses := {"assets", "rcasp.is_reporting_casp"}

default passes := false

passes if {
	every asset in facts.list("assets") {
		classified(asset)
	}
}

classified(asset) if asset.reportable == true

classified(asset) if {
	asset.exclusion_reason in reasons
	asset.determination_documented == true
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
