package hub.federation_test

import data.hub.federation

# METADATA
# title: How events come over HTTPS
straight := {"bridge": false, "subjects": []}

beta := {"hub": "beta", "role": "downstream", "allow": ["fed.refresh"]}

ask_in(type, source, targets, peer, via) := decision if {
	# regal ignore:with-outside-test-context
	decision := federation.enter with input as {
		"hub": "meta",
		"peer": peer,
		"event": {"type": type, "source": source, "targets": targets},
		"via": via,
	}
}

test_global_events_of_the_peer_enter if {
	every leaf in ["presence", "summary", "escalation"] {
		d := ask_in(concat(".", ["beta.global", leaf]), "urn:cc:beta", [], beta, straight)
		d == {"allow": true, "reason": "allowed"}
	}
	d := ask_in("beta.global.presence", "urn:cc:beta", [], object.union(beta, {"role": "upstream"}), straight)
	d == {"allow": false, "reason": "the hub is not one that sends us its own events"}
}

test_a_peer_speaks_of_itself_only if {
	d := ask_in("alpha.global.presence", "urn:cc:alpha", [], beta, straight)
	d == {"allow": false, "reason": "it does not speak of the hub that signed it"}
	ask_in("alpha.global.presence", "urn:cc:beta", [], beta, straight).reason == "no rule lets this subject in"
	not ask_in("hub.sync.graph.committed", "urn:cc:beta", [], beta, straight).allow
}

test_commands_need_a_target_and_leave if {
	ask_in("fed.refresh", "urn:cc:beta", ["meta"], beta, straight).allow
	d := ask_in("fed.audit.sweep", "urn:cc:beta", ["meta"], beta, straight)
	d == {"allow": false, "reason": "the hub does not allow this command"}
	ask_in("fed.refresh", "urn:cc:beta", ["gamma"], beta, straight).reason == "it is not meant for this hub"
	not ask_in("fed.refresh", "urn:cc:beta", null, beta, straight).allow
	not ask_in("fed.other", "urn:cc:beta", ["meta"], object.union(beta, {"allow": ["fed.other"]}), straight).allow
}

test_reports_need_no_leave if {
	ask_in("fed.report", "urn:cc:beta", ["meta"], object.union(beta, {"allow": []}), straight).allow
	ask_in("fed.report", "urn:cc:beta", ["gamma"], beta, straight).reason == "it is not meant for this hub"
}

test_a_bridge_brings_its_subjects if {
	ask_in("beta.global.presence", "urn:cc:beta", [], beta, {"bridge": true, "subjects": ["beta.global.*"]}).allow
	d := ask_in("beta.global.presence", "urn:cc:beta", [], beta, {"bridge": true, "subjects": ["fed.>"]})
	d == {"allow": false, "reason": "the bridge may not carry this subject"}
}

test_nothing_enters_without_input if {
	not federation.enter.allow with input as {}
	not federation.enter.allow with input as null
}
