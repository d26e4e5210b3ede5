"""A hub that cosigns the logs of those who send to it, and the wire to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from federation_parts_memory import MemoryHub, keys_of, make_peer

from commandcenter.attestation.log.witness import Outcome
from commandcenter.attestation.log.witness_store import MemoryWitnessStore
from commandcenter.hub.peers import KEYS
from commandcenter.hub.witness_logs import PATH, WitnessRoom, cosign_log
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ProblemError, UnavailableError
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.signer import Signer

WITNESS = "https://meta.example/hub"


@dataclass
class Witness:
    """The hub meta, and what it answered; `cut` is answered to the next requests in place of it, None when it is down."""

    hub: MemoryHub
    keys: KeySet
    cut: list[tuple[int, bytes] | None] = field(default_factory=list)
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryWitnessStore()
        self.room = WitnessRoom(
            self.hub.name, self.hub.peers, self.store, self.hub.signer, self.hub.bus, self.hub.clock
        )

    @classmethod
    def of(cls, sender: MemoryHub, *log_keys: Signer, **changes: Any) -> "Witness":
        """Make the hub and link it with a sender, whose keys are its own and those of its log."""
        hub = MemoryHub("meta", sender.clock)
        keys = keys_of(sender.signer, *log_keys)
        hub.peers.put(make_peer(sender.name, sender.signer, **{"role": "downstream", "keys": keys, **changes}))
        sender.link(hub, role="upstream")
        return cls(hub, keys_of(hub.signer))

    def relink(self, name: str, **changes: Any) -> None:
        peer = self.hub.peers.get(name)
        assert peer is not None
        self.hub.peers.put(replace(peer, **changes))

    def ask(self, body: bytes, signer: Signer) -> Outcome:
        """Send a request that somebody signed; raises what the use case raises."""
        request = Request("POST", f"{WITNESS}{PATH}", (), body)
        headers = tuple(sign_request(request, signer, self.hub.clock.now()).items())
        return cosign_log(replace(request, headers=headers), self.room)

    def split_views(self) -> list[Any]:
        return [one for one in self.hub.bus.events if one.data.get("kind") == "SplitView"]

    def get(self, url: str) -> tuple[int, bytes]:
        assert url == f"{WITNESS}{KEYS}"
        return self._answer("keys", b"") or (200, self.keys.canonical())

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        assert url == f"{WITNESS}{PATH}"
        answer = self._answer("cosign", body)
        if answer is None:
            try:
                outcome = cosign_log(Request("POST", url, tuple(headers.items()), body), self.room)
                answer = outcome.status, outcome.body
            except ProblemError as error:
                answer = error.status, canonical(error.problem())
        self.answers.append(answer)
        return answer

    def _answer(self, what: str, body: bytes) -> tuple[int, bytes] | None:
        self.asked.append((what, body))
        if not self.cut:
            return None
        answer = self.cut.pop(0)
        if answer is None:
            raise UnavailableError("nobody answers")
        return answer if answer[0] else None
