"""Pin and register what is attested; called by the schedule, try again what failed."""

from typing import Any

from commandcenter.hub.attestation_parts import delivery_room
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.deliver_attestations import pin_work, register_work, try_again


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    room = delivery_room(hub())
    if "step" not in event:
        return try_again(room)
    return {"pin": pin_work, "register": register_work}[event["step"]](event["work"], room)
