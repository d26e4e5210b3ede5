"""What a bridge may carry away; the door proves callers by their signature."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.federation_door import received
from commandcenter.hub.federation_parts import handing_over
from commandcenter.hub.hand_over import hand_over
from commandcenter.hub.http import endpoint, render

app = Chalice(app_name="hand_over_events")
PATH = "/v1/mesh/pulls"


@endpoint(app, PATH, "POST")
def pull() -> Response:
    request = received(app.current_request.to_original_event(), app.current_request.raw_body, hub().public_url + PATH)
    return render(hand_over(request, handing_over(hub())))
