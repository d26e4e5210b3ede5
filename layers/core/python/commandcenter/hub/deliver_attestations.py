"""The steps `Pin` and `Register` of an attestation, and the tries after them.

What is pinned: every envelope, in the hub's own store at once, and outside where the project is released to; with `evidence`
the bundle, too. What is opened here is kept until it is done, so that a service that is down holds up nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.delivery.attempt import Services, attempt, attempt_due
from commandcenter.attestation.delivery.model import Delivery, Kind
from commandcenter.attestation.delivery.publication import publication_of
from commandcenter.attestation.model import envelope_name
from commandcenter.attestation.sign import read_envelope
from commandcenter.hub.issue_attestations import Work, is_change, must_find
from commandcenter.ledger.ledger import Ledger

MAX_DUE = 200
SECONDS = 60.0
"""How long one run goes on trying."""


@dataclass(frozen=True)
class DeliveryRoom:
    """Hold what delivering needs."""

    ledger: Ledger
    services: Services


def pin_work(work: Work, room: DeliveryRoom) -> dict[str, Any]:
    """Keep each envelope under its CID, and open and try a delivery to each pinner outside; returns how they stand."""
    objects, opened = room.ledger.objects, []
    outside = publication_of(room.ledger, work["project"])
    for digest in work["statements"]:
        data = read_envelope(objects, digest)
        cid = raw_cid(data)
        ObjectPinner(objects).pin(cid, data, digest)
        opened += [_delivery(work, "pin", name, cid, envelope_name(digest), room) for name in outside.pinners]
    bundle = work.get("bundle", {}).get("made")
    if bundle:
        opened += [_delivery(work, "pin", name, bundle["cid"], bundle["place"], room) for name in outside.pinners]
    return _try_all(opened, room)


def register_work(work: Work, room: DeliveryRoom) -> dict[str, Any]:
    """Open and try a registration with each registry; what changes others is not registered itself."""
    if is_change(work):
        return {}
    issued = must_find(room.ledger.objects, work["project"], work["audit"])
    digest = issued.statements["audit"]
    cid = raw_cid(read_envelope(room.ledger.objects, digest))
    names = publication_of(room.ledger, work["project"]).registries
    return _try_all([_delivery(work, "register", name, cid, envelope_name(digest), room) for name in names], room)


def try_again(room: DeliveryRoom) -> dict[str, int]:
    """Try what is due; returns how many deliveries are done, refused, and pending still."""
    found = attempt_due(room.services, MAX_DUE, SECONDS)
    return {state: sum(one.state == state for one in found) for state in ("done", "refused", "pending")}


def _delivery(work: Work, kind: Kind, target: str, content: str, place: str, room: DeliveryRoom) -> Delivery:
    return Delivery(work["project"], work["audit"], kind, target, content, place, room.services.clock.now())


def _try_all(opened: list[Delivery], room: DeliveryRoom) -> dict[str, Any]:
    for delivery in opened:
        room.services.store.open(delivery)
    states: Mapping[str, str] = {
        one.key: after.state for one in opened if (after := attempt(room.services, one)) is not None
    }
    return dict(states)
