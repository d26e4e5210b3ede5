"""Cosign the logs of linked hubs; they are known by their signature."""

from chalice import Chalice, Response

from commandcenter.hub.attestation_parts import witness_room
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.federation_door import received
from commandcenter.hub.http import endpoint
from commandcenter.hub.witness_logs import PATH, cosign_log

app = Chalice(app_name="witness_logs")


@endpoint(app, "/v1/witness/add-checkpoint", "POST", ["text/plain"])
def cosign() -> Response:
    request = received(app.current_request.to_original_event(), app.current_request.raw_body, hub().public_url + PATH)
    outcome = cosign_log(request, witness_room(hub()))
    return Response(outcome.body.decode(), {"Content-Type": outcome.content_type}, outcome.status)
