# METADATA
# title: Who may talk to this OPA process
# description: |
#   Stock OPA takes policies from anyone who reaches its port. This one answers the worker that started it, which alone
#   knows the token, and only to queries: nothing can be written, read back or compiled through the API.
package system.authz

default allow := false

allow if {
	authentic
	input.method == "GET"
	input.path == ["health"]
}

allow if {
	authentic
	input.method == "POST"
	input.path[0] == "v1"
	input.path[1] == "data"
	input.path[2] != "system"
}

# regal ignore:unresolved-reference
authentic if crypto.sha256(input.identity) == data.system.authz.token_sha256
