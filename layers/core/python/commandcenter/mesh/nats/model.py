"""What passes over the bridge, and how the bridge was asked to behave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["accepted", "duplicate", "refused"]
"""What a hub says of one event handed in; `mesh/federation/receive` decides."""

DEFAULT_SUBJECTS = ("*.global.>", "fed.>")
"""All that a hub lets out, and all that another takes in."""
DEFAULT_STREAM = "COMMANDCENTER"


@dataclass(frozen=True, slots=True)
class WireEvent:
    """Hold a CloudEvent as it travels: the attributes the bridge looks at, and the JSON it leaves alone."""

    id: str
    source: str
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Pulled:
    """Hold what a hub gave to carry out.

    Args:
        events: In the order of the hub's log.
        cursor: Handed back with the next pull as the acknowledgement; the bridge does not look inside.
    """

    events: tuple[WireEvent, ...]
    cursor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Tell what the hub did with one event, and why when it refused."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """Say how a bridge works.

    Args:
        url: NATS servers, separated by commas.
        stream: Name of the JetStream stream.
        patterns: Subjects that may cross, both ways.
        creds: Path of a NATS credentials file; "" for none.
        tls_ca: Path of a CA certificate to check the server with; "" for those of the system.
        poll: Longest pause between two pulls while nothing happens, seconds.
        batch: Events in one pull, and in one delivery.
        batch_bytes: Most that one delivery may hold; a single larger event goes alone.
        ack_wait: How long NATS waits for word of a message before it gives it out again, seconds.
    """

    url: str
    stream: str = DEFAULT_STREAM
    patterns: tuple[str, ...] = DEFAULT_SUBJECTS
    creds: str = ""
    tls_ca: str = ""
    poll: float = 5.0
    batch: int = 50
    batch_bytes: int = 1_000_000
    ack_wait: float = 30.0
