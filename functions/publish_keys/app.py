"""The keys that check what this hub signs, for anyone."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import endpoint, render

app = Chalice(app_name="publish_keys")


@endpoint(app, "/.well-known/jwks.json", "GET")
def keys() -> Response:
    headers = {"Content-Type": "application/jwk-set+json", "Cache-Control": "max-age=300"}
    return render(hub().all_keys.published().to_json(), headers=headers)
