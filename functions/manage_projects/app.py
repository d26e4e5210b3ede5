"""The projects of the hub: list, register, show; ask for an index and see how it went."""

from chalice import Chalice, Response

from commandcenter.hub import projects
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import caller, endpoint, json_body, render

app = Chalice(app_name="manage_projects")


@endpoint(app, "/v1/projects", "GET")
def list_projects() -> Response:
    return render({"projects": projects.list_projects(hub(), caller(app))})


@endpoint(app, "/v1/projects", "POST")
def register_project() -> Response:
    return render(projects.register_project(hub(), json_body(app), caller(app)), 201)


@endpoint(app, "/v1/projects/{project}", "GET")
def show_project(project: str) -> Response:
    return render(projects.show(hub(), project))


@endpoint(app, "/v1/projects/{project}/uploads", "POST")
def open_upload(project: str) -> Response:
    return render(projects.open_upload(hub(), project), 201)


@endpoint(app, "/v1/projects/{project}/index", "POST")
def request_index(project: str) -> Response:
    return render(projects.request_index(hub(), project, json_body(app), caller(app)), 202)


@endpoint(app, "/v1/projects/{project}/jobs/{job}", "GET")
def show_job(project: str, job: str) -> Response:
    return render(projects.show_job(hub(), project, job))
