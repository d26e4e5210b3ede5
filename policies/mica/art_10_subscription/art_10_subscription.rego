# METADATA
# scope: package
# title: "Time-limited offer: safeguard funds, publish result within 20 working days"
# description: |
#   What a time-limited offer collects is kept by a bank or a custody provider, and its result is published within
#   20 working days of its end.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-10-SUBSCRIPTION
#   pack: mica
#   category: offer_conduct
#   severity: high
#   citation: Regulation (EU) 2023/1114 Art. 10(1), 10(3)
#   effective_from: "2024-12-30"
#   status: automated
#   remediation: Move proceeds to an eligible safekeeper; publish the result.
#   confidence: 0.8
#   source: secondary summary §5.4 (Art. 10); 20 working days general knowledge 0.85
#   audit_kinds: [regulatory, compliance]
package mica.art_10_subscription

import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if {
	shared.offers
	facts.boolean("offer.time_limited")
}

# Open offers have no result yet, so nothing more is asked of them.
more contains "calendar.eu_public_holidays" if facts.present("offer.ended_on")

deadline := shared.working_days_after(facts.date("offer.ended_on"), 20)

needs := {"offer.funds_safeguarded_by"} | more

uses := shared.offer_facts | {"offer.ended_on", "offer.result_published_on", "offer.time_limited"}

default passes := false

passes if {
	facts.string("offer.funds_safeguarded_by") in {"credit_institution", "casp_custody"}
	is_published
}

is_published if facts.missing("offer.ended_on")

is_published if shared.is_filed("offer.result_published_on", deadline)

default waiting := {}

waiting := {"due": deadline} if shared.is_waiting("offer.result_published_on", deadline)

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
