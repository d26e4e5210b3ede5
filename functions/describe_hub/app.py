"""The hub's card, for anyone; its OpenAPI contract, for those with a key."""

from chalice import Chalice, Response

from commandcenter.hub.card import hub_card, openapi_document
from commandcenter.hub.http import endpoint, render

app = Chalice(app_name="describe_hub")


@endpoint(app, "/.well-known/commandcenter", "GET")
def card() -> Response:
    return render(hub_card(), headers={"Cache-Control": "max-age=300"})


@endpoint(app, "/v1/openapi.json", "GET")
def contract() -> Response:
    return render(openapi_document())
