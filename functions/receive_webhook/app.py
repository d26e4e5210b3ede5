"""A push message from a repository: checked, queued, answered 202."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import endpoint, render
from commandcenter.hub.receive_webhook import receive_webhook

app = Chalice(app_name="receive_webhook")


@endpoint(app, "/v1/webhooks/{source}", "POST", ["application/json", "application/x-www-form-urlencoded"])
def receive(source: str) -> Response:
    request = app.current_request
    outcome = receive_webhook(hub(), source, list(request.headers.items()), request.raw_body)
    answer = {"job": outcome.job.delivery if outcome.job else None, "duplicate": outcome.duplicate}
    return Response("", {}, 204) if outcome.status == 204 else render(answer, outcome.status)
