"""A push message from a repository: checked, queued, answered 202."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import endpoint, render
from commandcenter.hub.receive_webhook import receive_webhook
from commandcenter.sources.headers import Headers

app = Chalice(app_name="receive_webhook")


@endpoint(app, "/v1/webhooks/{source}", "POST", ["application/json", "application/x-www-form-urlencoded"])
def receive(source: str) -> Response:
    request = app.current_request
    # Chalice keeps one value of a header that came twice; here that is a reason to refuse.
    headers = Headers.of(request.to_original_event()["multiValueHeaders"])
    outcome = receive_webhook(hub(), source, headers, request.raw_body)
    answer = {"job": outcome.job.delivery if outcome.job else None, "duplicate": outcome.duplicate}
    return Response("", {}, 204) if outcome.status == 204 else render(answer, outcome.status)
