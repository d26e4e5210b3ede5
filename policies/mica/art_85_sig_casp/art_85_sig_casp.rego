# METADATA
# scope: package
# title: Significant CASP notification
# description: |
#   A provider with 15 million active users on average says so to its authority within two months.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-85-SIG-CASP
#   pack: mica
#   category: significance_and_volume
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 85(1)–(2)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Notify.
#   confidence: 0.9
#   source: secondary summary §11.2
#   audit_kinds: [regulatory, compliance]
package mica.art_85_sig_casp

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.has_role("casp")
	facts.number("casp.active_users_avg") >= 15000000
}

deadline := calendar.add_months(facts.date("casp.sig_reached_on"), 2)

needs := {"casp.sig_reached_on"}

uses := {"as_of", "casp.active_users_avg", "casp.sig_notified_on", "entity.mica_roles"}

default passes := false

passes if shared.is_filed("casp.sig_notified_on", deadline)

default waiting := {}

waiting := {"due": deadline} if shared.is_waiting("casp.sig_notified_on", deadline)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
