package hub.federation

# METADATA
# title: What may leave the hub for a peer
# description: |
#   Input: hub, peer {hub, kind, role, bridge, subjects, reaches} and event {type, source, targets}.
#   `reaches` names the hubs that get what this peer is handed: itself, or for a bridge those met behind it.
#   `fields` lists the members of the event's data that may leave; for a summary, those of each kind of entity.
# entrypoint: true
export := {"allow": export_allowed, "reason": export_reason, "fields": export_fields}

# METADATA
# title: Members of global events that may leave
global_fields := {
	"presence": ["hub", "url", "version", "projects", "capabilities", "metrics", "summary", "keys"],
	"audit": ["hub", "project", "as_of", "status", "packs"],
	"attestation": ["hub", "project", "audit", "action", "status", "issued", "valid_until", "statements"],
	"escalation": ["kind", "about", "status", "since", "detail"],
	"summary": entity_fields,
}

# METADATA
# title: Members of entities that a summary may show
# description: "Files, symbols, tests and findings are not named; of evidence, the sender shows kind, at and weight."
entity_fields := {
	"hub": ["name", "title", "projects"],
	"project": [
		"title", "domain", "status", "tags", "rev", "at", "counts",
		"provides", "requires", "schemas", "offers", "consumes", "links", "services",
	],
	"link": ["link", "type", "source", "target", "evidence", "count"],
}

# METADATA
# title: Members of commands and reports that may leave
command_fields := {
	"fed.refresh": ["command", "targets", "deadline", "reason"],
	"fed.audit.sweep": ["command", "targets", "deadline", "reason", "projects", "kinds"],
	"fed.report": ["command", "targets", "hub", "outcome", "detail", "counts"],
}

# METADATA
# title: Allow
# scope: document
default export_allowed := false

export_allowed if {
	export_own
	export_carried
	export_known
	export_addressed
}

# METADATA
# title: Did it happen here
export_own if input.event.source == source_of(input.hub)

# METADATA
# title: May the way there carry the subject
# scope: document
export_carried if input.peer.bridge == false

export_carried if {
	input.peer.bridge == true
	some pattern in input.peer.subjects
	subject_matches(pattern, input.event.type)
}

# METADATA
# title: The members the law names for this subject
# scope: document
export_known := global_fields[global_leaf(input.hub, input.event.type)]

export_known := command_fields[input.event.type]

# METADATA
# title: Is the peer one that it is meant for
# scope: document
export_addressed if {
	global_leaf(input.hub, input.event.type)
	input.peer.role in {"upstream", "both"}
}

export_addressed if {
	command_fields[input.event.type]
	some target in input.event.targets
	target in input.peer.reaches
}

# METADATA
# title: The members that may leave
# scope: document
default export_fields := []

export_fields := export_known if export_allowed

# METADATA
# title: Why
# scope: document
default export_reason := "it is not meant for this hub"

export_reason := "allowed" if {
	export_allowed
} else := "it did not happen on this hub" if {
	not export_own
} else := "no rule lets this subject out" if {
	not export_known
} else := "the bridge may not carry this subject" if {
	not export_carried
}
