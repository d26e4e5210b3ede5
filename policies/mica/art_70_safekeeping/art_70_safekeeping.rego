# METADATA
# scope: package
# title: Client assets segregated; client funds banked by end of next business day
# description: |
#   Clients' assets are kept apart from the provider's own; their funds reach a bank or central bank by the end of
#   the next business day.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-70-SAFEKEEPING
#   pack: mica
#   category: reserve_safeguarding
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 70(1)–(3)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Segregate wallets/accounts; automate daily sweeps.
#   confidence: 0.9
#   source: secondary summary §7.2 (70(3)), §7.4 (70(1))
#   audit_kinds: [regulatory, compliance]
package mica.art_70_safekeeping

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("casp")
	holds
}

holds if facts.boolean("client_assets.holds_funds")

holds if facts.boolean("client_assets.holds_crypto")

# Where the funds are matters only to those who hold any.
more contains path if {
	facts.boolean("client_assets.holds_funds")
	some path in {"client_assets.funds_at", "client_assets.funds_max_lag_business_days"}
}

needs := {"client_assets.holds_funds", "client_assets.own_account_use", "client_assets.segregated"} | more

uses := {"client_assets.holds_crypto", "entity.mica_roles"}

default passes := false

passes if {
	facts.boolean("client_assets.own_account_use") == false
	facts.boolean("client_assets.segregated")
	are_funds_safe
}

are_funds_safe if facts.boolean("client_assets.holds_funds") == false

are_funds_safe if {
	facts.boolean("client_assets.holds_funds")
	facts.number("client_assets.funds_max_lag_business_days") <= 1
	facts.string("client_assets.funds_at") in {"credit_institution", "central_bank"}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
