"""API keys: made, shown once, stored hashed, revoked."""

from chalice import Chalice, Response

from commandcenter.hub import api_keys
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import endpoint, json_body, render

app = Chalice(app_name="manage_keys")


@endpoint(app, "/v1/keys", "GET")
def list_keys() -> Response:
    return render({"keys": api_keys.list_keys(hub())})


@endpoint(app, "/v1/keys", "POST")
def create_key() -> Response:
    return render(api_keys.create(hub(), json_body(app)), 201, {"Cache-Control": "no-store"})


@endpoint(app, "/v1/keys/{key}", "DELETE")
def revoke_key(key: str) -> Response:
    api_keys.revoke(hub(), key)
    return Response("", {}, 204)
