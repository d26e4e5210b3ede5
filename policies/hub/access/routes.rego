package hub.access

# METADATA
# title: Roles the hub knows
roles := {"partner", "auditor", "developer", "operator"}

# METADATA
# title: Roles that see a project whole
readers := {"auditor", "developer", "operator"}

# METADATA
# title: Who may call which route
# description: |
#   A route is a method and the resource path as the API declares it. A scoped route belongs to the project in its path.
routes := {
	"POST /graphql": {"roles": roles},
	"GET /explorer": {"roles": {"operator"}},
	"GET /v1/openapi.json": {"roles": roles},
	"GET /v1/projects": {"roles": roles},
	"POST /v1/projects": {"roles": {"operator"}},
	"GET /v1/projects/{project}": {"roles": roles, "scoped": true},
	"POST /v1/projects/{project}/index": {"roles": {"developer", "operator"}, "scoped": true},
	"POST /v1/projects/{project}/uploads": {"roles": {"developer", "operator"}, "scoped": true},
	"POST /v1/projects/{project}/reports": {"roles": {"developer", "operator"}, "scoped": true},
	"GET /v1/projects/{project}/jobs/{job}": {"roles": {"developer", "operator"}, "scoped": true},
	"POST /v1/projects/{project}/audits": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/audits/{audit}": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/facts": {"roles": readers, "scoped": true},
	"POST /v1/projects/{project}/evidence": {"roles": {"developer", "operator"}, "scoped": true},
	"GET /v1/projects/{project}/waivers": {"roles": readers, "scoped": true},
	"POST /v1/projects/{project}/waivers": {"roles": {"developer", "operator"}, "scoped": true},
	"POST /v1/projects/{project}/waivers/{waiver}/approval": {"roles": {"auditor", "operator"}, "scoped": true},
	"DELETE /v1/projects/{project}/waivers/{waiver}": {"roles": readers, "scoped": true},
	"PUT /v1/projects/{project}/categories": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/attestations": {"roles": readers, "scoped": true},
	"POST /v1/projects/{project}/attestations": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/attestations/{audit}": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/attestations/{audit}/bundle": {"roles": readers, "scoped": true},
	"POST /v1/projects/{project}/attestations/{audit}/revocation": {"roles": {"auditor", "operator"}, "scoped": true},
	"GET /v1/projects/{project}/content/{cid}": {"roles": readers, "scoped": true},
	"GET /v1/projects/{project}/publication": {"roles": readers, "scoped": true},
	"PUT /v1/projects/{project}/publication": {"roles": {"developer", "operator"}, "scoped": true},
	"GET /v1/log": {"roles": readers},
	"PUT /v1/waiver-signers": {"roles": {"operator"}},
	"GET /v1/mesh/events": {"roles": {"operator"}},
	"POST /v1/mesh/events": {"roles": {"operator"}},
	"POST /v1/mesh/replays": {"roles": {"operator"}},
	"GET /v1/peers": {"roles": {"operator"}},
	"POST /v1/peers": {"roles": {"operator"}},
	"DELETE /v1/peers/{peer}": {"roles": {"operator"}},
	"POST /v1/fed/commands": {"roles": {"operator"}},
	"GET /v1/fed/commands/{command}": {"roles": {"operator"}},
	"GET /v1/keys": {"roles": {"operator"}},
	"POST /v1/keys": {"roles": {"operator"}},
	"DELETE /v1/keys/{key}": {"roles": {"operator"}},
}
