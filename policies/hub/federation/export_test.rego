# METADATA
# title: Tests of what may leave a hub
package hub.federation_test

import data.hub.federation

meta := {"hub": "meta", "kind": "https", "role": "upstream", "bridge": false, "subjects": [], "reaches": ["meta"]}

bridge := {
	"hub": "nats-main", "kind": "nats", "role": "both", "bridge": true,
	"subjects": ["*.global.presence", "fed.>"], "reaches": ["gamma"],
}

leave(type, source, targets, peer) := decision if {
	# regal ignore:with-outside-test-context
	decision := federation.export with input as {
		"hub": "alpha",
		"peer": peer,
		"event": {"type": type, "source": source, "targets": targets},
	}
}

test_global_events_go_upstream if {
	d := leave("alpha.global.escalation", "urn:cc:alpha", [], meta)
	d == {"allow": true, "reason": "allowed", "fields": ["kind", "about", "status", "since", "detail"]}
	leave("alpha.global.presence", "urn:cc:alpha", [], object.union(meta, {"role": "both"})).allow
	d2 := leave("alpha.global.presence", "urn:cc:alpha", [], object.union(meta, {"role": "downstream"}))
	d2 == {"allow": false, "reason": "it is not meant for this hub", "fields": []}
}

test_a_summary_shows_projects_and_links_only if {
	fields := leave("alpha.global.summary", "urn:cc:alpha", [], meta).fields
	object.keys(fields) == {"hub", "project", "link"}
	not "path" in fields.project
}

test_foreign_events_stay if {
	d := leave("beta.global.escalation", "urn:cc:beta", [], meta)
	d.reason == "it did not happen on this hub"
	not leave("beta.global.escalation", "urn:cc:alpha", [], meta).allow
}

test_other_subjects_stay if {
	every subject in ["hub.x", "alpha.global.secrets", "alpha.global.presence.x", "fed.other", "alpha.global."] {
		d := leave(subject, "urn:cc:alpha", ["meta"], meta)
		d == {"allow": false, "reason": "no rule lets this subject out", "fields": []}
	}
}

test_commands_go_to_their_targets if {
	leave("fed.refresh", "urn:cc:alpha", ["x", "meta"], meta).allow
	leave("fed.report", "urn:cc:alpha", ["meta"], object.union(meta, {"role": "downstream"})).allow
	d := leave("fed.refresh", "urn:cc:alpha", ["x"], meta)
	d == {"allow": false, "reason": "it is not meant for this hub", "fields": []}
	not leave("fed.refresh", "urn:cc:alpha", [], meta).allow
}

test_a_bridge_carries_its_subjects if {
	leave("alpha.global.presence", "urn:cc:alpha", [], bridge).allow
	leave("fed.refresh", "urn:cc:alpha", ["gamma"], bridge).allow
	not leave("fed.refresh", "urn:cc:alpha", ["nats-main"], bridge).allow
	d := leave("alpha.global.summary", "urn:cc:alpha", [], bridge)
	d == {"allow": false, "reason": "the bridge may not carry this subject", "fields": []}
	leave("alpha.global.summary", "urn:cc:alpha", [], object.union(bridge, {"subjects": [">"]})).allow
	deeper := object.union(bridge, {"subjects": ["alpha.global.summary.>"]})
	not leave("alpha.global.summary", "urn:cc:alpha", [], deeper).allow
}

test_nothing_leaves_without_input if {
	not federation.export.allow with input as {}
	not federation.export.allow with input as null
	federation.export.fields == [] with input as {}
}
