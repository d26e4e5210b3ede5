"""Use cases of the audits API: ask for an audit, see how it stands; keep evidence; ask for, approve and end waivers."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from commandcenter.compliance.categories.overrides import plan_decision
from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.facts.check import check_facts
from commandcenter.compliance.facts.evidence import add_evidence
from commandcenter.compliance.record import find_audit, source_rev
from commandcenter.compliance.waivers.gather import plan_trust
from commandcenter.compliance.waivers.ledger import plan_approve, plan_request, plan_revoke, waivers_of
from commandcenter.compliance.waivers.model import Waiver, whole_milliseconds
from commandcenter.graph.ports import Plan
from commandcenter.hub.start_audits import AuditDesk, start_audit
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, Urn, check_name
from commandcenter.ledger.model import Meta
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_REQUESTED
from commandcenter.partners.ports import KeyStore

Caller = Mapping[str, str]


def request_audit(desk: AuditDesk, project: str, body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Start an audit, or name the one that runs or ran already; raises as `start_audit` does."""
    _known(desk, project)
    now = desk.clock.now()
    source, urn = f"urn:cc:{desk.hub}", str(Urn(desk.hub, project, "project", project))
    cause = Event(f"{_principal(caller)} {format_time(now)}", source, AUDIT_REQUESTED, urn, now)
    started = start_audit(desk, project, cause, _packs(body), _text(body, "as_of"))
    return {"audit": started.audit, "rev": started.rev, "started": started.new}


def show_audit(desk: AuditDesk, project: str, audit: str) -> dict[str, Any]:
    """Tell how an audit stands; once done it is told whole, its waivers as they are now. Raises NotFoundError."""
    if not (len(audit) == 32 and audit.isascii() and audit.isalnum()):
        raise NotFoundError("no such audit of this project")
    done = find_audit(desk.ledger, check_name(project), audit)
    state = desk.executions.state(audit)
    if done is not None and state in ("succeeded", None):
        return {"state": "done", "audit": done.at_instant(desk.clock.now()).to_json()}
    if state is None:
        raise NotFoundError("no such audit of this project")
    return {"state": "failed" if state == "failed" else "running"}


def show_facts(desk: AuditDesk, project: str, as_of: str | None) -> dict[str, Any]:
    """Tell the facts of a project's newest source revision, and what is wrong with them; raises NotFoundError."""
    _known(desk, project)
    day = as_of or format_time(desk.clock.now())[:10]
    sheet = assemble_facts(desk.ledger, project, day, source_rev(desk.ledger, project))
    faults = check_facts(desk.ledger, sheet, list(desk.packs.values()))
    return {**sheet.to_json(), "faults": [asdict(one) for one in faults]}


def add_file(desk: AuditDesk, project: str, name: str, data: bytes, caller: Caller) -> dict[str, str]:
    """Keep a file as evidence and return the reference to it; raises NotFoundError, TooLargeError."""
    _known(desk, project)
    return add_evidence(desk.ledger, project, name, data, _principal(caller), desk.clock.now())


def decide_categories(desk: AuditDesk, project: str, body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Say which categories an item of a specification has, or with `categories: null` leave that to the mapper again."""
    _known(desk, project)
    unknown = sorted(body.keys() - {"item", "categories"})
    if unknown or "categories" not in body:
        raise InvalidInputError(
            "item and categories are told, and nothing else", pointer=f"/{(*unknown, 'categories')[0]}"
        )
    item, categories = body.get("item", ""), body["categories"]
    _commit(desk, plan_decision(project, item, categories), caller, f"categories of {project}")
    return {"item": item, "categories": categories}


def list_waivers(desk: AuditDesk, project: str) -> list[dict[str, Any]]:
    """List the waivers of a project that the hub's ledger holds, each with its state now."""
    bodies = desk.ledger.as_of(HUB_PROJECT) if desk.ledger.head(HUB_PROJECT) else {}
    return [_waiver(desk, one) for one in waivers_of(bodies) if one.project == check_name(project)]


def request_waiver(desk: AuditDesk, project: str, body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """Ask for a waiver in the caller's name; raises InvalidInputError with the field at fault."""
    _known(desk, project)
    unknown = sorted(body.keys() - {"pack", "controls", "scope", "reason", "owner", "expires", "compensating_control"})
    if unknown:
        raise InvalidInputError("this member is not known", pointer=f"/{unknown[0]}")
    try:
        expires = parse_time(body.get("expires", ""))
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer="/expires") from None
    waiver = Waiver(
        project=project,
        pack=body.get("pack", ""),
        controls=body.get("controls", ()),
        scope=body.get("scope", ""),
        reason=body.get("reason", ""),
        owner=body.get("owner", ""),
        requester=_key(caller),
        requested_at=whole_milliseconds(desk.clock.now()),
        expires=expires,
        compensating_control=body.get("compensating_control", ""),
    )
    _commit(desk, plan_request(waiver), caller, f"waiver {waiver.id[:12]}")
    return _waiver(desk, waiver)


def approve_waiver(desk: AuditDesk, keys: KeyStore, project: str, waiver: str, caller: Caller) -> dict[str, Any]:
    """Agree to a waiver; raises NotFoundError, ConflictError, ForbiddenError to who asked for it, whichever key they hold."""
    held = _held(desk, project, waiver)
    asked = {key.name for key in keys.list() if f"key:{key.id}" == held.requester}
    if caller.get("principal") in asked:
        raise ForbiddenError("nobody approves a waiver they asked for")
    _commit(desk, plan_approve(held.id, _key(caller), desk.clock.now()), caller, f"approve {waiver[:12]}")
    return _waiver(desk, _held(desk, project, waiver))


def revoke_waiver(desk: AuditDesk, project: str, waiver: str, caller: Caller) -> dict[str, Any]:
    """End a waiver, or take a request back; raises NotFoundError, ConflictError."""
    held = _held(desk, project, waiver)
    _commit(desk, plan_revoke(held.id, _key(caller), desk.clock.now()), caller, f"revoke {waiver[:12]}")
    return _waiver(desk, _held(desk, project, waiver))


def trust_signers(desk: AuditDesk, jwks: Mapping[str, Any], caller: Caller) -> dict[str, int]:
    """Say whose signatures on waivers of repositories count; raises InvalidInputError for no JWKS."""
    _commit(desk, plan_trust(jwks), caller, "who may sign waivers")
    return {"keys": len(jwks["keys"])}


def _known(desk: AuditDesk, project: str) -> None:
    if project == HUB_PROJECT or desk.ledger.head(check_name(project)) is None:
        raise NotFoundError("no such project, or nothing is known of it yet")


def _packs(body: Mapping[str, Any]) -> list[str] | None:
    packs = body.get("packs")
    if packs is not None and not (isinstance(packs, list) and packs and all(isinstance(one, str) for one in packs)):
        raise InvalidInputError("packs is a list of ids", pointer="/packs")
    return packs


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidInputError("must be text", pointer=f"/{name}")
    return value


def _held(desk: AuditDesk, project: str, waiver: str) -> Waiver:
    bodies = desk.ledger.as_of(HUB_PROJECT) if desk.ledger.head(HUB_PROJECT) else {}
    for one in waivers_of(bodies):
        if one.id == waiver and one.project == project:
            return one
    raise NotFoundError("no such waiver of this project")


def _waiver(desk: AuditDesk, waiver: Waiver) -> dict[str, Any]:
    return {"id": waiver.id, "state": waiver.state_at(desk.clock.now()), **waiver.to_json()}


def _commit(desk: AuditDesk, plan: Plan, caller: Caller, cause: str) -> None:
    desk.ledger.submit(HUB_PROJECT, plan, Meta(desk.clock.now(), _principal(caller), cause, "source"))


def _principal(caller: Caller) -> str:
    return f"key:{caller.get('principal', '')}"


def _key(caller: Caller) -> str:
    """Name the very key, which is one person's, where a name could be given twice."""
    return f"key:{caller.get('key', '')}"
