package hub.federation_test

import data.hub.federation

# METADATA
# title: Three subjects, and no other
test_a_person_may_publish_three_subjects if {
	every subject in ["hub.broadcast.announce", "hub.audit.requested", "alpha.global.escalation"] {
		federation.publish == {"allow": true, "reason": "allowed"} with input as {"hub": "alpha", "type": subject}
	}
	refused := {"allow": false, "reason": "this subject is published by the hub alone"}
	every subject in ["beta.global.escalation", "alpha.global.presence", "fed.refresh", "", null] {
		federation.publish == refused with input as {"hub": "alpha", "type": subject}
	}
	federation.publish == refused with input as {}
}
