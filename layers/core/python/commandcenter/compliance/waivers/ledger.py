"""Waivers in the ledger of a hub, `_hub`: asked for, approved and revoked by holders of API keys.

Each waiver is one entity, `waiver:<id>`, owned by scope `waivers`. A plan sees the very state it commits to and is run
again when another writer was faster, so of two who answer at once the second is refused.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from commandcenter.compliance.waivers.model import Waiver, whole_milliseconds
from commandcenter.graph.ports import GraphState, Plan
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.ledger.model import Change

SCOPE = "waivers"
PREFIX = "waiver:"


def waiver_key(waiver_id: str) -> str:
    """Name the entity of a waiver."""
    return f"{PREFIX}{waiver_id}"


def plan_request(waiver: Waiver) -> Plan:
    """Add a request; one that is there already is left as it is, whatever was answered to it.

    Raises InvalidInputError for a waiver that brings its own answer, and for a requester who is no API key.
    """
    _check_holder(waiver.requester, "/requester")
    if waiver.approver is not None or waiver.revoked_by is not None:
        raise InvalidInputError("a request brings no answer of its own", pointer="/approver")

    def plan(state: GraphState) -> Iterator[Change]:
        if state.get(waiver_key(waiver.id)) is None:
            yield _change(waiver)

    return plan


def plan_approve(waiver_id: str, approver: str, at: datetime) -> Plan:
    """Approve a request; saying the very same again changes nothing.

    Args:
        approver: `key:<API key id>`, as authenticated.
        at: Now.

    The plan raises NotFoundError, and ForbiddenError, ConflictError and InvalidInputError as `Waiver.approve` does.
    """
    _check_holder(approver, "/approver")

    def plan(state: GraphState) -> Iterator[Change]:
        held = _read(state, waiver_id)
        if (held.approver, held.approved_at) != (approver, whole_milliseconds(at)):
            yield _change(held.approve(approver, at))

    return plan


def plan_revoke(waiver_id: str, by: str, at: datetime) -> Plan:
    """Revoke a waiver, or take a request back; saying the very same again changes nothing.

    The plan raises NotFoundError, and ConflictError when it was revoked before.
    """
    _check_holder(by, "/revoked_by")

    def plan(state: GraphState) -> Iterator[Change]:
        held = _read(state, waiver_id)
        if (held.revoked_by, held.revoked_at) != (by, whole_milliseconds(at)):
            yield _change(held.revoke(by, at))

    return plan


def waivers_of(bodies: Mapping[str, Mapping[str, Any]]) -> list[Waiver]:
    """Read the waivers among the entities of the hub's ledger, sorted by id; raises InvalidInputError for a broken one."""
    return [
        _waiver(key, body)
        for key, body in sorted(bodies.items())
        if key.startswith(PREFIX) and body.get("scope") == SCOPE
    ]


def _read(state: GraphState, waiver_id: str) -> Waiver:
    body = state.get(waiver_key(waiver_id))
    if body is None:
        raise NotFoundError(f"no waiver {waiver_id:.80}")
    return _waiver(waiver_key(waiver_id), body)


def _waiver(key: str, body: Mapping[str, Any]) -> Waiver:
    waiver = Waiver.from_json(body.get("waiver"))
    if key != waiver_key(waiver.id):
        raise InvalidInputError(f"{key} holds another waiver", pointer="/id")
    return waiver


def _change(waiver: Waiver) -> Change:
    return Change(waiver_key(waiver.id), {"scope": SCOPE, "waiver": waiver.to_json()})


def _check_holder(principal: str, pointer: str) -> None:
    if not principal.startswith("key:"):
        raise InvalidInputError("in a hub's ledger people act by their API keys", pointer=pointer)
