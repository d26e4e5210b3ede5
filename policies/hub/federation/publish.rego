package hub.federation

# METADATA
# title: What a person may publish by hand
# description: "Input: hub and type."
# entrypoint: true
publish := {"allow": publish_allowed, "reason": publish_reason}

# METADATA
# title: Allow
# scope: document
default publish_allowed := false

publish_allowed if input.type in {"hub.broadcast.announce", "hub.audit.requested"}

publish_allowed if global_leaf(input.hub, input.type) == "escalation"

# METADATA
# title: Why
# scope: document
default publish_reason := "this subject is published by the hub alone"

publish_reason := "allowed" if publish_allowed
