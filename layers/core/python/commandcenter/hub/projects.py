"""Use cases of the projects API: list, register, show, upload, index, and how a job went."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from commandcenter.graph.registry import Repository, repository_of
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.jobs import UPLOAD, JobRecord
from commandcenter.hub.registration import register
from commandcenter.hub.uploads import LINK_SECONDS, PREFIX, new_upload, upload_link
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.ledger.model import Head, Meta
from commandcenter.sources.model import IndexJob, delivery_digest

Caller = Mapping[str, str]
"""What the authorizer said: principal, role, projects (a JSON list of names, or ["*"])."""
Bodies = Mapping[str, Mapping[str, Any]]


def list_projects(hub: AwsHub, caller: Caller) -> list[dict[str, Any]]:
    """List the registered projects the caller may see, by name, with where each stands."""
    visible = json.loads(caller.get("projects", "[]"))
    bodies = _registry(hub)
    heads = {head.project: head for head in hub.ledger.heads()}
    names = sorted(key.partition(":")[2] for key in bodies if key.startswith("project:"))
    return [_describe(bodies, name, heads.get(name)) for name in names if visible == ["*"] or name in visible]


def show(hub: AwsHub, project: str) -> dict[str, Any]:
    """Describe one project; raises NotFoundError."""
    bodies = _registry(hub)
    _registered(bodies, project)
    return _describe(bodies, project, hub.ledger.head(project))


def register_project(hub: AwsHub, entry: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Register a project, or replace what is registered of it; raises InvalidInputError with the field at fault."""
    meta = Meta(hub.clock.now(), _actor(caller), f"register {entry.get('name')!s:.63}", "source")
    name = hub.settings.hub
    register(hub.ledger, name, entry, meta, secrets_under=f"commandcenter/{name}/repositories/")
    return show(hub, entry["name"])


def open_upload(hub: AwsHub, project: str) -> dict[str, Any]:
    """Name an upload and presign its PUT; raises NotFoundError for an unregistered project."""
    _registered(_registry(hub), project)
    name = new_upload(project)
    return {"upload": name.rsplit("/", 1)[1], "url": upload_link(hub, name), "method": "PUT", "seconds": LINK_SECONDS}


def request_index(hub: AwsHub, project: str, body: Mapping[str, Any], caller: Caller) -> dict[str, str]:
    """Queue an index of an upload, or of the present tip of the project's repository; returns the job's id."""
    bodies = _registry(hub)
    _registered(bodies, project)
    if "upload" in body and "ref" in body:
        raise InvalidInputError("an upload has no ref", pointer="/ref")
    if "upload" in body:
        job = _upload_job(hub, project, str(body["upload"]), caller)
    else:
        job = _tip_job(hub, project, _repositories(bodies, project), str(body.get("ref", "")), caller)
    hub.jobs.open(JobRecord(job.delivery, project))
    hub.queue.put(job)
    return {"job": job.delivery}


def show_job(hub: AwsHub, project: str, job: str) -> dict[str, Any]:
    """Tell how a job stands; raises NotFoundError for a job of another project, too."""
    record = hub.jobs.get(job)
    if record is None or record.project != project:
        raise NotFoundError("no such job of this project")
    return asdict(record)


def _upload_job(hub: AwsHub, project: str, upload: str, caller: Caller) -> IndexJob:
    if not (upload.isascii() and upload.isalnum()):
        raise InvalidInputError("not the name of an upload", pointer="/upload")
    delivery, url = delivery_digest(UPLOAD, project, upload), f"{PREFIX}{project}/{upload}"
    return IndexJob(project, UPLOAD, url, "HEAD", None, delivery, _actor(caller), hub.clock.now())


def _tip_job(hub: AwsHub, project: str, repositories: list[Repository], ref: str, caller: Caller) -> IndexJob:
    if not repositories:
        raise ConflictError("the project has no repository to fetch from; upload its source instead")
    first = repositories[0]
    delivery = delivery_digest("request", project, uuid.uuid4().hex)
    tip = ref or f"refs/heads/{first.branch}"
    return IndexJob(
        project, first.kind, first.url, tip, first.credentials or None, delivery, _actor(caller), hub.clock.now()
    )


def _registry(hub: AwsHub) -> Bodies:
    return hub.ledger.as_of(HUB_PROJECT) if hub.ledger.head(HUB_PROJECT) else {}


def _registered(bodies: Bodies, project: str) -> None:
    if f"project:{check_name(project)}" not in bodies:
        raise NotFoundError("no such project")


def _repositories(bodies: Bodies, project: str) -> list[Repository]:
    keys = bodies[f"project:{project}"]["props"]["repositories"]
    return [repository_of(bodies[key]) for key in keys if key in bodies]


def _describe(bodies: Bodies, project: str, head: Head | None) -> dict[str, Any]:
    props = bodies[f"project:{project}"]["props"]
    shown = ("kind", "full_name", "url", "branch")
    return {
        "name": project,
        **{field: props[field] for field in ("title", "domain", "status", "tags")},
        "repositories": [{field: getattr(item, field) for field in shown} for item in _repositories(bodies, project)],
        "head": {"rev": head.rev, "digest": head.digest, "at": format_time(head.at), "entities": head.entities}
        if head
        else None,
    }


def _actor(caller: Caller) -> str:
    return f"key:{caller.get('principal', '')}"
