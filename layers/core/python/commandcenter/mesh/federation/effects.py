"""What an event of another hub changes here; the same event again changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.mesh.federation.ports import Gap, Summaries
from commandcenter.mesh.federation.signed_events import SignedEvent
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.model import Presence
from commandcenter.mesh.presence.ports import PresenceStore
from commandcenter.signing.jwks import parse_key_set


class RefusedEffectError(Exception):
    """Say why an event that may enter can have no effect."""


@dataclass(frozen=True)
class Effects:
    """Apply what presence and summaries say; other events take effect with those who listen to the bus."""

    peers: PeerStore
    presences: PresenceStore
    summaries: Summaries

    def apply(self, signed: SignedEvent, peer: Peer, now: datetime) -> None:
        """Take one verified event in; raises RefusedEffectError, and UnavailableError when a store does not answer."""
        if signed.event.type == f"{peer.hub}.global.presence":
            self._trust(signed, peer)
            self._announce(signed, peer, now)
        elif signed.event.type == f"{peer.hub}.global.summary":
            self._summarise(signed, peer)

    def _trust(self, signed: SignedEvent, peer: Peer) -> None:
        """Take over the keys it announces, under a key that was trusted until now."""
        if "keys" not in signed.event.data:
            return
        try:
            keys = parse_key_set(canonical({"keys": signed.event.data["keys"]}))
            if keys != peer.keys:
                self.peers.trust(peer.hub, keys)
        except (ConflictError, InvalidInputError) as error:
            raise RefusedEffectError(f"the announced keys: {error.detail}") from None

    def _announce(self, signed: SignedEvent, peer: Peer, now: datetime) -> None:
        event = signed.event
        self.presences.put(Presence(peer.hub, min(event.time, now), now, signed.sequence, event.data))

    def _summarise(self, signed: SignedEvent, peer: Peer) -> None:
        if signed.event.data.get("to") != signed.sequence:
            raise RefusedEffectError("the summary's number is not the revision it leads to")
        outcome = self.summaries.apply(peer.hub, signed.event)
        if isinstance(outcome, Gap):
            raise RefusedEffectError(outcome.reason)
