"""A hub in memory, to send to and from; the laws are written here a second time, in Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import FixedClock, format_time
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.effects import Effects
from commandcenter.mesh.federation.ports import Allowed, Gap, Held
from commandcenter.mesh.federation.receive import Entrance
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.log.model import LogEntry
from commandcenter.mesh.patterns import matches
from commandcenter.mesh.peers.memory import MemoryPeers
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.presence.memory import MemoryPresences
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of
from commandcenter.signing.signer import Signer

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GLOBAL = {
    "presence": ["hub", "url", "version", "projects", "capabilities", "metrics", "summary", "keys"],
    "audit": ["hub", "project", "as_of", "status", "packs"],
    "escalation": ["kind", "about", "status", "since", "detail"],
    "summary": {
        "hub": ["name", "title", "projects"],
        "project": [
            "title", "domain", "status", "tags", "rev", "at", "counts",
            "provides", "requires", "schemas", "offers", "consumes", "links", "services",
        ],
        "link": ["link", "type", "source", "target", "evidence", "count"],
    },
}  # fmt: skip
FED = {
    "fed.refresh": ["command", "targets", "deadline", "reason"],
    "fed.audit.sweep": ["command", "targets", "deadline", "reason", "projects", "kinds"],
    "fed.report": ["command", "targets", "hub", "outcome", "detail", "counts"],
}


def make_signer() -> Signer:
    key = Ed25519PrivateKey.generate()
    return FileSigner(key, public_key_of(key.public_key()))


def keys_of(*signers: Signer) -> KeySet:
    return KeySet(tuple(PublishedKey(signer.public_key()) for signer in signers))


def make_peer(hub: str, signer: Signer, **changes: Any) -> Peer:
    peer = Peer(hub, "https", "both", f"https://{hub}.example/hub", signer.key_id, keys_of(signer), NOW)
    return replace(peer, **changes)


def leaf_of(hub: str, type_: str) -> str:
    return type_.removeprefix(f"{hub}.global.") if type_.startswith(f"{hub}.global.") else ""


class PythonLaw:
    """The laws of export and import, as a model."""

    def decide(self, path: str, facts: Any) -> Mapping[str, Any]:
        return export(facts) if path.endswith("/export") else enter(facts)


def export(facts: Any) -> dict[str, Any]:
    hub, peer, event = facts["hub"], facts["peer"], facts["event"]
    leaf = leaf_of(hub, event["type"])
    fields = GLOBAL.get(leaf) if leaf else FED.get(event["type"])
    carried = not peer["bridge"] or any(matches(pattern, event["type"]) for pattern in peer["subjects"])
    meant = peer["role"] in ("upstream", "both") if leaf else bool(set(event["targets"]) & set(peer["reaches"]))
    if event["source"] != f"urn:cc:{hub}":
        reason = "it did not happen on this hub"
    elif fields is None:
        reason = "no rule lets this subject out"
    elif not carried:
        reason = "the bridge may not carry this subject"
    else:
        reason = "allowed" if meant else "it is not meant for this hub"
    return {"allow": reason == "allowed", "reason": reason, "fields": fields if reason == "allowed" else []}


def enter(facts: Any) -> dict[str, Any]:
    hub, peer, event, via = facts["hub"], facts["peer"], facts["event"], facts["via"]
    type_, targeted = event["type"], facts["hub"] in event["targets"]
    if event["source"] != f"urn:cc:{peer['hub']}":
        reason = "it does not speak of the hub that signed it"
    elif via["bridge"] and not any(matches(pattern, type_) for pattern in via["subjects"]):
        reason = "the bridge may not carry this subject"
    elif leaf_of(peer["hub"], type_) in ("presence", "summary", "escalation", "audit"):
        sends = peer["role"] in ("downstream", "both")
        reason = "allowed" if sends else "the hub is not one that sends us its own events"
    elif type_.startswith("fed.") and not targeted:
        reason = "it is not meant for this hub"
    elif type_ in ("fed.refresh", "fed.audit.sweep"):
        reason = "allowed" if type_ in peer["allow"] else "the hub does not allow this command"
    else:
        reason = "allowed" if type_ == "fed.report" else "no rule lets this subject in"
    assert hub
    return {"allow": reason == "allowed", "reason": reason}


class MemoryLog(MemoryEventLog):
    """Show the entries."""

    @property
    def entries(self) -> list[LogEntry]:
        return self._entries


@dataclass
class CountedSummaries:
    """A summary that is its revision alone, sent in parts; the sender has `rev`, the receiver what it was given."""

    hub: str
    rev: int = 0
    parts: int = 2
    taken: dict[str, Held] = field(default_factory=dict)
    staged: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    applied: list[tuple[str, int]] = field(default_factory=list)

    def root(self, rev: int) -> str:
        return digest(["root", rev]) if rev else ""

    def deltas(self, have: Held, allowed: Allowed) -> Iterable[Event]:
        assert allowed
        start = have.rev if have.root == self.root(have.rev) else 0
        for part in range(1, self.parts + 1 if start != self.rev else 1):
            data = {
                "from": start,
                "to": self.rev,
                "part": part,
                "parts": self.parts,
                "root": self.root(self.rev),
                "changes": [],
            }
            source, type_ = f"urn:cc:{self.hub}", f"{self.hub}.global.summary"
            yield Event(digest([self.hub, data]), source, type_, f"{source}:_hub:hub:{self.hub}", NOW, data)

    def apply(self, hub: str, event: Event) -> Held | Gap:
        have, data = self.held(hub), event.data
        start, to, part = data["from"], data["to"], data["part"]
        if (to, data["root"]) == (have.rev, have.root):
            return have
        if start not in (0, have.rev):
            return Gap(f"gap: have {have.rev}, not {start}")
        before = self.staged.get(hub)
        if part > 1 and (before is None or before[:2] != (start, to) or before[2] < part - 1):
            return Gap(f"gap: part {part} comes too early")
        self.staged[hub] = (start, to, part)
        if part == data["parts"]:
            self.applied.append((hub, to))
            self.taken[hub] = Held(to, data["root"])
        return self.held(hub)

    def held(self, hub: str) -> Held:
        return self.taken.get(hub, Held())


@dataclass
class MemoryHub:
    """One hub: its key, links, log, bus and door."""

    name: str
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    signer: Signer = field(default_factory=make_signer)

    def __post_init__(self) -> None:
        self.peers = MemoryPeers(self.clock)
        self.log, self.bus = MemoryLog(), MemoryBus()
        self.presences = MemoryPresences()
        self.summaries = CountedSummaries(self.name)
        self.law = PythonLaw()

    @property
    def door(self) -> Entrance:
        effects = Effects(self.peers, self.presences, self.summaries)
        return Entrance(self.name, self.peers, self.law, effects, self.bus, self.log, self.clock)

    def link(self, other: "MemoryHub", **changes: Any) -> Peer:
        peer = make_peer(other.name, other.signer, **changes)
        self.peers.put(peer)
        return peer

    def event(self, type_: str, data: Mapping[str, Any], **changes: Any) -> Event:
        source = f"urn:cc:{self.name}"
        time = changes.pop("time", self.clock.now())
        identity = changes.pop("id", digest([self.name, type_, dict(data), format_time(time)]))
        return Event(identity, source, type_, f"{source}:_hub:hub:{self.name}", time, data, **changes)

    def presence(self, *signers: Signer, **changes: Any) -> Event:
        data: dict[str, Any] = {
            "hub": self.name,
            "url": f"https://{self.name}.example/hub",
            "version": "1",
            "projects": 2,
            "capabilities": ["graph"],
            "metrics": {},
            "summary": {"rev": 0, "root": ""},
        }
        if signers:
            data["keys"] = keys_of(*signers).to_json()["keys"]
        return self.event(f"{self.name}.global.presence", data, **changes)

    def escalation(self, about: str = "x", **changes: Any) -> Event:
        data = {"kind": "EcosystemAlert", "about": about, "status": "offline", "since": format_time(NOW), "detail": ""}
        return self.event(f"{self.name}.global.escalation", data, **changes)

    def command(self, type_: str, *targets: str, seconds: int = 60, **changes: Any) -> Event:
        deadline = format_time(self.clock.now() + seconds * SECOND)
        data = {"command": "c1", "targets": list(targets), "deadline": deadline, "reason": "r"}
        return self.event(type_, data, **changes)
