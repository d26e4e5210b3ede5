package hub.federation

# METADATA
# title: What may enter the hub from a peer
# description: |
#   Input: hub, peer {hub, role, allow}, event {type, source, targets} and via {bridge, subjects}: whether a bridge
#   brought it, and what that bridge may carry. Signature, age and order are checked elsewhere.
# entrypoint: true
enter := {"allow": enter_allowed, "reason": enter_reason}

# METADATA
# title: Global events that are taken in
entering := {"presence", "summary", "escalation", "audit", "attestation"}

# METADATA
# title: Allow
# scope: document
default enter_allowed := false

enter_allowed if {
	enter_own
	enter_carried
	enter_fits
}

# METADATA
# title: Does the peer speak of itself
enter_own if input.event.source == source_of(input.peer.hub)

# METADATA
# title: May the way it came carry the subject
# scope: document
enter_carried if input.via.bridge == false

enter_carried if {
	input.via.bridge == true
	some pattern in input.via.subjects
	subject_matches(pattern, input.event.type)
}

# METADATA
# title: Is it a global event of a hub that sends us its own, or a command or report for us
# scope: document
enter_fits if {
	global_leaf(input.peer.hub, input.event.type) in entering
	input.peer.role in {"downstream", "both"}
}

enter_fits if {
	input.event.type == "fed.report"
	enter_targeted
}

enter_fits if {
	input.event.type in commands
	enter_targeted
	input.event.type in input.peer.allow
}

# METADATA
# title: Does it name this hub
enter_targeted if input.hub in input.event.targets

# METADATA
# title: Why
# scope: document
default enter_reason := "no rule lets this subject in"

enter_reason := "allowed" if {
	enter_allowed
} else := "it does not speak of the hub that signed it" if {
	not enter_own
} else := "the bridge may not carry this subject" if {
	not enter_carried
} else := "the hub is not one that sends us its own events" if {
	global_leaf(input.peer.hub, input.event.type) in entering
} else := "it is not meant for this hub" if {
	startswith(input.event.type, "fed.")
	not enter_targeted
} else := "the hub does not allow this command" if {
	input.event.type in commands
}
