# METADATA
# scope: package
# title: No interest on ARTs
# description: |
#   Neither the issuer of an ART nor a provider that services ARTs rewards how long the token is held.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-40-NO-INTEREST
#   pack: mica
#   category: holder_rights
#   severity: critical
#   citation: Regulation (EU) 2023/1114 Art. 40(1)–(3)
#   effective_from: "2024-06-30"
#   status: attested
#   remediation: Remove the yield/loyalty feature or delink it from holding time.
#   confidence: 0.9
#   source: secondary summary; mica.wtf Art. 50 (parallel text)
#   audit_kinds: [regulatory, compliance]
package mica.art_40_no_interest

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.has_role("art_issuer")

applies if shared.services_token("art")

needs := {"rewards.time_linked"}

uses := {"casp.services_relate_to", "entity.mica_roles"}

default passes := false

passes if facts.boolean("rewards.time_linked") == false

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
