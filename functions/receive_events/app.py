"""What linked hubs send and bridges bring; the door proves callers by their signature."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.deliveries import take_delivery
from commandcenter.hub.federation_door import received
from commandcenter.hub.federation_parts import entrance
from commandcenter.hub.http import endpoint, render

app = Chalice(app_name="receive_events")
PATH = "/v1/mesh/deliveries"


@endpoint(app, PATH, "POST", ["application/cloudevents-batch+json"])
def deliver() -> Response:
    request = received(app.current_request.to_original_event(), app.current_request.raw_body, hub().public_url + PATH)
    return render(take_delivery(request, entrance(hub())))
