# METADATA
# scope: package
# title: DPIA before high-risk processing
# description: |
#   Processing that is likely to be a high risk starts only when its impact assessment is complete.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2016/679/oj
# custom:
#   control_id: PRIV-GDPR-35-DPIA
#   pack: privacy
#   category: data_protection
#   severity: high
#   citation: Art. 35(1), 35(3)
#   effective_from: "2018-05-25"
#   status: automated
#   remediation: Pause and complete the DPIA.
#   confidence: 0.9
#   source: general knowledge of the text, 0.95
#   audit_kinds: [privacy]
package privacy.gdpr_35_dpia

import data.lib.facts
import data.lib.verdict
import data.privacy.shared

default applies := false

applies if count(high_risk) > 0

# Activities not known to be of high risk are outside of the rule.
high_risk := [activity | some activity in facts.list("privacy.activities"); activity.high_risk == true]

needs := set()

uses := {"privacy.activities"}

default passes := false

passes if {
	every activity in high_risk {
		shared.not_after(activity.dpia_completed_on, activity.started_on)
	}
}

# METADATA
# entrypoint: true
decision := verdict.of(
	rego.metadata.chain(),
	{"applies": applies, "needs": needs, "uses": uses, "passes": passes},
)
