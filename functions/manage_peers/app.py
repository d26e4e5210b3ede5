"""Links to other hubs: listed, made, removed."""

from chalice import Chalice, Response

from commandcenter.hub import peers
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import endpoint, json_body, render

app = Chalice(app_name="manage_peers")


@endpoint(app, "/v1/peers", "GET")
def list_peers() -> Response:
    return render(peers.list_links(hub().links))


@endpoint(app, "/v1/peers", "POST")
def link_peer() -> Response:
    return render(peers.make_link(hub().links, json_body(app)), 201)


@endpoint(app, "/v1/peers/{peer}", "DELETE")
def unlink_peer(peer: str) -> Response:
    peers.remove_link(hub().links, peer)
    hub().summaries.forget(peer)
    return Response("", {}, 204)
