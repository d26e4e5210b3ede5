# METADATA
# scope: package
# title: Audit result notified within six weeks and published within two weeks
# description: |
#   The result of each audit of the reserve is notified within six weeks of its reference date and published
#   within two weeks after that.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2023/1114/oj
# custom:
#   control_id: MICA-ART-36-AUDIT-PUBLISH
#   pack: mica
#   category: reserve_safeguarding
#   severity: medium
#   citation: Regulation (EU) 2023/1114 Art. 36(10)
#   effective_from: "2024-06-30"
#   status: automated
#   remediation: Notify/publish now and record the breach.
#   confidence: 0.85
#   source: secondary summary (6 weeks / 2 weeks)
#   audit_kinds: [regulatory, compliance]
package mica.art_36_audit_publish

import data.lib.calendar
import data.lib.facts
import data.lib.verdict
import data.mica.shared

default applies := false

applies if shared.keeps_reserve

needs := {"reserve.audits", "reserve.audits[*].reference_date"}

uses := shared.reserve_facts | {"as_of"}

default passes := false

passes if {
	every audit in facts.list("reserve.audits") {
		is_notified(audit)
		is_published(audit)
	}
}

notify_by(audit) := calendar.add_days(audit.reference_date, 42)

publish_by(audit) := calendar.add_days(audit.notified_on, 14)

is_notified(audit) if shared.not_after(audit.notified_on, notify_by(audit))

is_notified(audit) if is_awaiting_notice(audit)

is_awaiting_notice(audit) if {
	object.get(audit, "notified_on", null) == null
	shared.not_after(facts.date("as_of"), notify_by(audit))
}

is_published(audit) if shared.not_after(audit.published_on, publish_by(audit))

is_published(audit) if {
	object.get(audit, "published_on", null) == null
	is_awaiting_notice(audit)
}

is_published(audit) if is_awaiting_publication(audit)

is_awaiting_publication(audit) if {
	object.get(audit, "published_on", null) == null
	shared.not_after(facts.date("as_of"), publish_by(audit))
}

# The authority may keep a result back, so none is published before it is notified.
waits contains notify_by(audit) if {
	some audit in facts.list("reserve.audits")
	is_awaiting_notice(audit)
}

waits contains publish_by(audit) if {
	some audit in facts.list("reserve.audits")
	is_awaiting_publication(audit)
}

default waiting := {}

waiting := {"due": min(waits)} if count(waits) > 0

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	object.union({"applies": applies, "needs": needs, "uses": uses, "passes": passes}, waiting),
)
