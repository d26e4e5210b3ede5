"""Two hubs in memory and the wire between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from federation_parts_memory import MemoryHub

from commandcenter.hub.deliveries import take_delivery
from commandcenter.hub.sync_peers import Sender
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ProblemError, UnavailableError
from commandcenter.mesh.federation.export import ExportLaw
from commandcenter.signing.http_requests import Request


@dataclass
class Wire:
    """Carry requests to hubs by their address; `cut` lets the next ones fail before or after they arrive."""

    hubs: Mapping[str, MemoryHub]
    cut: list[str] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        fault = self.cut.pop(0) if self.cut else ""
        if fault == "before":
            raise UnavailableError("nobody answers")
        request = Request("POST", url, tuple(headers.items()), body)
        self.sent.append(request)
        hub = self.hubs[url.split("//")[1].partition(".")[0]]
        try:
            answer = 200, canonical(take_delivery(request, hub.door))
        except ProblemError as error:
            answer = error.status, canonical(error.problem())
        if fault == "after":
            raise UnavailableError("the answer got lost")
        return answer


def sender_of(hub: MemoryHub, wire: Wire, seconds: float = 40.0) -> Sender:
    law = ExportLaw(hub.law, hub.name)
    return Sender(hub.name, hub.peers, hub.log, law, hub.summaries, hub.signer, wire, hub.clock, seconds)


def linked() -> tuple[MemoryHub, MemoryHub, Wire]:
    """Return alpha, which sends to meta, and the wire."""
    alpha = MemoryHub("alpha")
    meta = MemoryHub("meta", alpha.clock)
    alpha.link(meta, role="upstream")
    meta.link(alpha, role="downstream")
    return alpha, meta, Wire({"alpha": alpha, "meta": meta})
