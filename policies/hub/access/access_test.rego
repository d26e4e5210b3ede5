# METADATA
# title: Tests of who may do what
package hub.access_test

import data.hub.access

ask(role, projects, method, route, project) := decision if {
	# regal ignore:with-outside-test-context
	decision := access.decision with input as {
		"principal": {"name": "n", "role": role, "projects": projects},
		"action": {"method": method, "route": route, "project": project},
	}
}

test_operator_sees_all if {
	d := ask("operator", [], "POST", "/graphql", null)
	d == {"allow": true, "reason": "allowed", "projects": ["*"], "capabilities": ["introspection", "traceability"]}
}

test_partner_sees_its_own if {
	d := ask("partner", ["b", "a", "*", "_hub", 7], "POST", "/graphql", null)
	d == {"allow": true, "reason": "allowed", "projects": ["a", "b"], "capabilities": []}
}

test_auditor_may_be_granted_all if {
	d := ask("auditor", ["*"], "GET", "/v1/projects/{project}", "any")
	d == {"allow": true, "reason": "allowed", "projects": ["*"], "capabilities": ["traceability"]}
}

test_partner_is_never_granted_all if {
	not ask("partner", ["*"], "GET", "/v1/projects/{project}", "any").allow
}

test_star_does_not_open_the_hub if {
	not ask("auditor", ["*"], "GET", "/v1/projects/{project}", "_hub").allow
	not ask("auditor", ["_hub"], "GET", "/v1/projects/{project}", "_hub").allow
	ask("operator", [], "GET", "/v1/projects/{project}", "_hub").allow
}

test_own_project_only if {
	ask("developer", ["a"], "POST", "/v1/projects/{project}/index", "a").allow
	d := ask("developer", ["a"], "POST", "/v1/projects/{project}/index", "b")
	d == {"allow": false, "reason": "the project is not among those of the key", "projects": [], "capabilities": []}
}

test_a_scoped_route_needs_a_project if {
	every project in [null, 3, ["a"], {"a": 1}] {
		not ask("operator", ["*"], "GET", "/v1/projects/{project}", project).allow
		not ask("auditor", ["*"], "GET", "/v1/projects/{project}", project).allow
	}
}

test_reasons if {
	ask("root", ["*"], "GET", "/v1/projects", null).reason == "the role is unknown"
	ask(null, ["*"], "GET", "/v1/projects", null).reason == "the role is unknown"
	ask("operator", [], "GET", "/v2/projects", null).reason == "the route is unknown"
	ask("operator", [], "PATCH", "/graphql", null).reason == "the route is unknown"
	ask("operator", [], ["GET"], "/graphql", null).reason == "the route is unknown"
	ask("auditor", ["a"], "POST", "/v1/projects", null).reason == "the role may not do this"
}

test_nothing_is_allowed_without_input if {
	not access.decision.allow with input as {}
	not access.decision.allow with input as null
	access.decision.reason == "the role is unknown" with input as {}
}

test_projects_that_are_no_list_grant_nothing if {
	every projects in ["a", null, 3, [["a"]], {"x": "a"}] {
		not ask("developer", projects, "POST", "/v1/projects/{project}/index", "a").allow
	}
}
