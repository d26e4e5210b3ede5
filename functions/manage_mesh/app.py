"""The log of the bus, events by hand, and commands to other hubs."""

from chalice import Chalice, Response

from commandcenter.hub import fan_out, mesh_log
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.federation_parts import fan_out as commanding
from commandcenter.hub.http import endpoint, json_body, render

app = Chalice(app_name="manage_mesh")


@endpoint(app, "/v1/mesh/events", "GET")
def list_events() -> Response:
    return render(mesh_log.list_events(hub().mesh_log, app.current_request.query_params or {}))


@endpoint(app, "/v1/mesh/events", "POST")
def publish_event() -> Response:
    return render(mesh_log.publish(hub().mesh_log, json_body(app)), 202)


@endpoint(app, "/v1/mesh/replays", "POST")
def replay_events() -> Response:
    return render(mesh_log.replay(hub().mesh_log, json_body(app)), 202)


@endpoint(app, "/v1/fed/commands", "POST")
def command_hubs() -> Response:
    return render({"id": fan_out.ask_hubs(commanding(hub()), json_body(app))}, 202)


@endpoint(app, "/v1/fed/commands/{command}", "GET")
def show_command(command: str) -> Response:
    return render(fan_out.show_command(commanding(hub()), command))
