"""Audits of a project: ask for one and see how it stands; its evidence, and its waivers."""

from chalice import Chalice, Response

from commandcenter.hub import audits
from commandcenter.hub.audit_parts import audit_desk
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import caller, endpoint, json_body, query_parameter, render

app = Chalice(app_name="manage_audits")


@endpoint(app, "/v1/projects/{project}/audits", "POST")
def request_audit(project: str) -> Response:
    return render(audits.request_audit(audit_desk(hub()), project, json_body(app), caller(app)), 202)


@endpoint(app, "/v1/projects/{project}/audits/{audit}", "GET")
def show_audit(project: str, audit: str) -> Response:
    return render(audits.show_audit(audit_desk(hub()), project, audit))


@endpoint(app, "/v1/projects/{project}/facts", "GET")
def show_facts(project: str) -> Response:
    as_of = (app.current_request.query_params or {}).get("as_of")
    return render(audits.show_facts(audit_desk(hub()), project, as_of))


@endpoint(app, "/v1/projects/{project}/evidence", "POST", content_types=["application/octet-stream"])
def add_evidence(project: str) -> Response:
    name, data = query_parameter(app, "name"), app.current_request.raw_body
    return render(audits.add_file(audit_desk(hub()), project, name, data, caller(app)), 201)


@endpoint(app, "/v1/projects/{project}/waivers", "GET")
def list_waivers(project: str) -> Response:
    return render({"waivers": audits.list_waivers(audit_desk(hub()), project)})


@endpoint(app, "/v1/projects/{project}/waivers", "POST")
def request_waiver(project: str) -> Response:
    return render(audits.request_waiver(audit_desk(hub()), project, json_body(app), caller(app)), 201)


@endpoint(app, "/v1/projects/{project}/waivers/{waiver}/approval", "POST")
def approve_waiver(project: str, waiver: str) -> Response:
    return render(audits.approve_waiver(audit_desk(hub()), hub().keys, project, waiver, caller(app)))


@endpoint(app, "/v1/projects/{project}/waivers/{waiver}", "DELETE")
def revoke_waiver(project: str, waiver: str) -> Response:
    return render(audits.revoke_waiver(audit_desk(hub()), project, waiver, caller(app)))


@endpoint(app, "/v1/projects/{project}/categories", "PUT")
def decide_categories(project: str) -> Response:
    return render(audits.decide_categories(audit_desk(hub()), project, json_body(app), caller(app)))


@endpoint(app, "/v1/waiver-signers", "PUT")
def trust_signers() -> Response:
    return render(audits.trust_signers(audit_desk(hub()), json_body(app), caller(app)))
