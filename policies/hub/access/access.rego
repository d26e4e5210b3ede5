# METADATA
# title: Who may do what on the hub
# description: |
#   Input: principal {name, role, projects} and action {method, route, project}. Whatever is not allowed here is denied.
package hub.access

# METADATA
# title: The hub's own ledger
# description: It names every project, so no list of projects opens it; operators see all.
hub_project := "_hub"

# METADATA
# title: The answer the hub acts on
# description: |
#   `projects` lists what the principal may see, ["*"] for all: row filters obey it.
#   `capabilities` lists what else is open to the principal.
# entrypoint: true
decision := {"allow": allow, "reason": reason, "projects": projects, "capabilities": capabilities}

# METADATA
# title: Allow
# scope: document
default allow := false

allow if {
	known_role
	role_fits
	in_scope
}

# METADATA
# title: The projects the principal may see
# scope: document
default projects := []

projects := ["*"] if {
	allow
	input.principal.role == "operator"
}

projects := granted if {
	allow
	input.principal.role != "operator"
}

# METADATA
# title: What else is open to the principal
# scope: document
default capabilities := []

capabilities := ["introspection", "traceability"] if {
	allow
	input.principal.role == "operator"
}

capabilities := ["traceability"] if {
	allow
	input.principal.role in {"auditor", "developer"}
}

# METADATA
# title: Why, in words that name nothing the principal may not know
# scope: document
default reason := "the project is not among those of the key"

reason := "allowed" if {
	allow
} else := "the role is unknown" if {
	not known_role
} else := "the route is unknown" if {
	not route
} else := "the role may not do this" if {
	not role_fits
}

# METADATA
# title: Is the role one the hub knows
known_role if input.principal.role in roles

# METADATA
# title: Does the table open the route to the role
role_fits if input.principal.role in route.roles

# METADATA
# title: The row of the table this action is about
route := routes[concat(" ", [input.action.method, input.action.route])]

# METADATA
# title: Does the project of the path belong to the principal
# scope: document
default in_scope := false

in_scope if {
	route
	not route.scoped
}

in_scope if {
	is_string(input.action.project)
	input.principal.role == "operator"
}

in_scope if {
	is_string(input.action.project)
	input.action.project in granted
}

in_scope if {
	is_string(input.action.project)
	input.action.project != hub_project
	"*" in granted
}

# METADATA
# title: The projects granted to the key
# description: A partner's projects are always named one by one, and the hub's own ledger is never granted.
granted := sort([project |
	is_array(input.principal.projects)
	some project in input.principal.projects
	is_string(project)
	project != hub_project
	[input.principal.role, project] != ["partner", "*"]
])
