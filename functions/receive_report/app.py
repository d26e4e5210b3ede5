"""What a checkout cannot show: test results, coverage, scans, bills of material, deployments."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import caller, endpoint, query_parameter, render
from commandcenter.hub.receive_report import CONTENT_TYPES, receive_report

app = Chalice(app_name="receive_report")


@endpoint(app, "/v1/projects/{project}/reports", "POST", CONTENT_TYPES)
def receive(project: str) -> Response:
    kind, commit = query_parameter(app, "kind"), query_parameter(app, "commit")
    data = app.current_request.raw_body
    return render(receive_report(hub(), project, kind, commit, data, caller(app).get("principal", "")), 202)
