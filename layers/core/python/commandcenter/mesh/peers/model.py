"""A link to another hub, as this side keeps it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from commandcenter.signing.jwks import KeySet

Kind = Literal["https", "nats"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Role = Literal["upstream", "downstream", "both"]
"""What the peer is to us: `upstream` gets our `*.global.*` events (it is our meta hub), `downstream` sends us its own."""
ROLES: tuple[Role, ...] = get_args(Role)
COMMANDS = ("fed.audit.sweep", "fed.refresh")
"""Fan-out commands a peer may be allowed to give us; none unless named."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Describe a link to another hub, or to the bridge that carries events to and from a NATS server.

    Args:
        hub: The peer's name; of a bridge, its own name (`nats-main`).
        kind: How events travel to it. A hub met over NATS has kind `nats` and no `url`; the bridge itself has `bridge`.
        role: What it is to us.
        url: Base address of its API, without a final slash; "" when it is not reached over HTTPS.
        fingerprint: Thumbprint (RFC 7638) of the key that an operator compared and pinned.
        keys: What its signatures are checked with: the pinned key, and those it announced under a key trusted then.
        allow: Fan-out commands it may give us.
        bridge: True for the key of a NATS bridge: it carries events of others and signs only its requests.
        subjects: For a bridge, the patterns of subjects it may carry out of the hub and into it; both ways alike.
        linked: When our operator made the link.
        confirmed: When the other side was first seen to have pinned us, too; None before.
    """

    hub: str
    kind: Kind
    role: Role
    url: str
    fingerprint: str
    keys: KeySet
    linked: datetime
    allow: tuple[str, ...] = ()
    bridge: bool = False
    subjects: tuple[str, ...] = ()
    confirmed: datetime | None = None

    @property
    def sends_to(self) -> bool:
        """Say whether our `*.global.*` events go to it."""
        return self.role in ("upstream", "both")

    @property
    def receives_from(self) -> bool:
        """Say whether its `*.global.*` events are taken in."""
        return self.role in ("downstream", "both")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Tell how far a peer has been served.

    Args:
        sequence: Last entry of our log it has taken, or that was not for it.
        rev: Revision of our hub ledger its summary shows; 0 for none.
        root: Digest of the exported view at `rev`, as the peer said; "" for none.
        at: When it last took something; None before.
        error: Why the last try failed, "" after one that did not.
    """

    sequence: int = 0
    rev: int = 0
    root: str = ""
    at: datetime | None = None
    error: str = field(default="")
