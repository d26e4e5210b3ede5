"""What is attested of a project: list, ask, show, bundle, revoke; what is published outside; and the log's own files."""

from chalice import Chalice, Response

from commandcenter.hub import attestations
from commandcenter.hub.attestation_parts import attestation_desk, library, proof_room, publication_desk
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.http import caller, endpoint, json_body, query_parameter, render
from commandcenter.hub.publications import set_publication, show_publication
from commandcenter.hub.start_attestations import start_revocation

app = Chalice(app_name="manage_attestations")
PROJECT = "/v1/projects/{project}"


@endpoint(app, f"{PROJECT}/attestations", "GET")
def list_attestations(project: str) -> Response:
    return render(attestations.list_attestations(attestation_desk(hub()), project))


@endpoint(app, f"{PROJECT}/attestations", "POST")
def request_attestation(project: str) -> Response:
    audit, by = str(json_body(app).get("audit", "")), caller(app)["key"]
    return render(attestations.request_attestation(attestation_desk(hub()), project, audit, by), 202)


@endpoint(app, f"{PROJECT}/attestations/{{audit}}", "GET")
def show_attestation(project: str, audit: str) -> Response:
    return render(attestations.show_attestation(library(hub()), project, audit))


@endpoint(app, f"{PROJECT}/attestations/{{audit}}/bundle", "GET")
def make_bundle(project: str, audit: str) -> Response:
    evidence = query_parameter(app, "evidence", "true") != "false"
    return render(attestations.make_bundle_of(library(hub()), project, audit, evidence=evidence))


@endpoint(app, f"{PROJECT}/attestations/{{audit}}/revocation", "POST")
def revoke_attestation(project: str, audit: str) -> Response:
    reason, by = json_body(app).get("reason", ""), caller(app)["key"]
    return render(
        {"audit": audit, "started": start_revocation(attestation_desk(hub()), project, audit, reason, by)}, 202
    )


@endpoint(app, f"{PROJECT}/content/{{cid}}", "GET")
def show_content(project: str, cid: str) -> Response:
    return render(attestations.show_content(hub().ledger.objects, hub().settings.hub, project, cid))


@endpoint(app, f"{PROJECT}/publication", "GET")
def publication(project: str) -> Response:
    return render(show_publication(publication_desk(hub()), project))


@endpoint(app, f"{PROJECT}/publication", "PUT")
def publish(project: str) -> Response:
    return render(set_publication(publication_desk(hub()), project, json_body(app), caller(app)["key"]))


@endpoint(app, "/v1/log", "GET")
def read_log() -> Response:
    name = query_parameter(app, "name")
    data = attestations.read_log(proof_room(hub()), name)
    if name == "checkpoint":
        return Response(
            data.decode(), {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, max-age=5"}
        )
    headers = {"Content-Type": "application/octet-stream", "Cache-Control": "private, max-age=31536000"}
    return Response(data, headers)
