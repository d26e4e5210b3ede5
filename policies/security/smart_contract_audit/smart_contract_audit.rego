# METADATA
# scope: package
# title: Deployed contract equals audited commit, no open high findings
# description: |
#   A contract that holds value runs exactly the code an independent auditor saw, and no critical or high finding is
#   open.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2022/2554/oj
# custom:
#   control_id: SECU-SMART-CONTRACT-AUDIT
#   pack: security
#   category: verification
#   severity: critical
#   citation: SSDF PW.8; DORA (EU) 2022/2554 Arts 24–25 (testing) for financial entities
#   effective_from: ""
#   status: attested
#   remediation: Re-audit the diff before deploying; fix or formally accept.
#   confidence: 0.8
#   source: secondary summary; general knowledge of the text
#   audit_kinds: [security]
package security.smart_contract_audit

import data.lib.facts
import data.lib.verdict

default applies := false

applies if count(facts.list("contracts")) > 0

# Whether a contract holds value must be known of each; those that hold none are left aside.
needs := {"contracts[*].holds_value"}

uses := {"contracts"}

default passes := false

passes if {
	every contract in facts.list("contracts") {
		settled(contract)
	}
}

settled(contract) if contract.holds_value == false

settled(contract) if {
	contract.holds_value == true
	contract.auditor_independent == true
	is_string(contract.audited_commit)
	contract.audited_commit == contract.deployed_commit
	contract.open_critical == 0
	contract.open_high == 0
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
