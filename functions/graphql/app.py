"""Questions to the graph, and the page to try them on."""

from chalice import Chalice, Response

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import caller, endpoint, json_body, render
from commandcenter.hub.questions import answer
from commandcenter.queries.explorer import explorer_page

app = Chalice(app_name="graphql")


@endpoint(app, "/graphql", "POST")
def query() -> Response:
    return render(answer(hub(), json_body(app), caller(app)))


@endpoint(app, "/explorer", "GET")
def explorer() -> Response:
    body, headers = explorer_page()
    return Response(body, headers, 200)
