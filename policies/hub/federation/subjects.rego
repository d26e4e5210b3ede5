# METADATA
# title: What crosses from hub to hub
# description: Subjects of the mesh and the patterns over them, with the wildcards of NATS.
package hub.federation

# METADATA
# title: Does a pattern stand for a subject
# scope: document
# description: "`*` is one token, `>` at the end one or more."
subject_matches(pattern, subject) if {
	not endswith(pattern, ".>")
	wanted := split(pattern, ".")
	tokens := split(subject, ".")
	count(wanted) == count(tokens)
	every place, want in wanted {
		want in {"*", tokens[place]}
	}
}

subject_matches(pattern, subject) if {
	endswith(pattern, ".>")
	fixed := split(trim_suffix(pattern, ".>"), ".")
	tokens := split(subject, ".")
	count(tokens) > count(fixed)
	every place, want in fixed {
		want in {"*", tokens[place]}
	}
}

subject_matches(">", _)

# METADATA
# title: The last token of a global subject of a hub
global_leaf(hub, subject) := leaf if {
	is_string(hub)
	prefix := concat("", [hub, ".global."])
	startswith(subject, prefix)
	leaf := trim_prefix(subject, prefix)
}

# METADATA
# title: Commands that hubs may give one another
commands := {"fed.audit.sweep", "fed.refresh"}

# METADATA
# title: The name by which events say where they happened
source_of(hub) := concat("", ["urn:cc:", hub])
