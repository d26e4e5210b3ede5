"""Put together what each function of the federation needs, from the parts of a hub; nothing is opened that is not used."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from commandcenter.hub.settings import HubSettings
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.subjects import AUDIT_REQUESTED

if TYPE_CHECKING:
    from commandcenter.hub.commands import CommandStore
    from commandcenter.hub.fan_out import FanOut
    from commandcenter.hub.hand_over import HandOver
    from commandcenter.hub.run_commands import Runner
    from commandcenter.hub.sync_peers import PeerHttp, Sender
    from commandcenter.ledger.ledger import Ledger
    from commandcenter.mesh.federation.ports import Judge, Pokes, Summaries
    from commandcenter.mesh.federation.receive import Entrance
    from commandcenter.mesh.presence.ports import PresenceStore
    from commandcenter.signing.signer import Signer


class FederatedHub(Protocol):
    """Open the parts of one hub as they are asked for, each once."""

    @property
    def settings(self) -> HubSettings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def bus(self) -> Bus: ...
    @property
    def ledger(self) -> "Ledger": ...
    @property
    def event_log(self) -> EventLog: ...
    @property
    def peers(self) -> PeerStore: ...
    @property
    def presences(self) -> "PresenceStore": ...
    @property
    def summaries(self) -> "Summaries": ...
    @property
    def judge(self) -> "Judge": ...
    @property
    def signer(self) -> "Signer": ...
    @property
    def peer_http(self) -> "PeerHttp": ...
    @property
    def pokes(self) -> "Pokes": ...
    @property
    def commands(self) -> "CommandStore": ...
    @property
    def public_url(self) -> str:
        """Base address other hubs sign, without a final slash."""
        ...


def entrance(hub: FederatedHub) -> "Entrance":
    """Make the door of `receive_events`."""
    from commandcenter.mesh.federation.effects import Effects
    from commandcenter.mesh.federation.receive import Entrance

    effects = Effects(hub.peers, hub.presences, hub.summaries)
    name = hub.settings.hub
    return Entrance(name, hub.peers, hub.judge, effects, hub.bus, hub.event_log, hub.clock)


def sender(hub: FederatedHub) -> "Sender":
    """Make what `sync_peers` sends with."""
    from commandcenter.hub.sync_peers import Sender
    from commandcenter.mesh.federation.export import ExportLaw

    name, law = hub.settings.hub, ExportLaw(hub.judge, hub.settings.hub)
    return Sender(name, hub.peers, hub.event_log, law, hub.summaries, hub.signer, hub.peer_http, hub.clock)


def handing_over(hub: FederatedHub) -> "HandOver":
    """Make what `hand_over_events` answers with."""
    from commandcenter.hub.hand_over import HandOver
    from commandcenter.mesh.federation.export import ExportLaw

    name = hub.settings.hub
    behind = [peer.hub for peer in hub.peers.list() if peer.kind == "nats" and not peer.bridge]
    law = ExportLaw(hub.judge, name, behind)
    return HandOver(name, hub.peers, hub.event_log, law, hub.summaries, hub.signer, hub.clock)


def fan_out(hub: FederatedHub) -> "FanOut":
    """Make what `manage_mesh` gives commands with."""
    from commandcenter.hub.fan_out import FanOut

    return FanOut(hub.settings.hub, hub.peers, hub.commands, hub.bus, hub.clock)


def runner(hub: FederatedHub) -> "Runner":
    """Make what `run_commands` runs with."""
    from commandcenter.hub.run_commands import Runner, refresh, sweep_audits

    actions = {
        "fed.refresh": refresh(hub.peers, hub.pokes),
        "fed.audit.sweep": sweep_audits(projects_of(hub), request_audit(hub)),
    }
    return Runner(hub.settings.hub, hub.peers, hub.commands, hub.bus, hub.event_log, hub.clock, actions)


def projects_of(hub: FederatedHub) -> Callable[[], list[str]]:
    """List the projects of a hub when asked, its own ledger left out."""
    return lambda: [project for project in hub.ledger.projects() if project != HUB_PROJECT]


def request_audit(hub: FederatedHub) -> Callable[[Event, str], None]:
    """Publish that a project is to be audited, as the next event of a chain; where the chain ends, the log says so."""

    def request(event: Event, project: str) -> None:
        name, now = hub.settings.hub, hub.clock.now()
        urn, data = str(Urn(name, project, "project", project)), {"project": project, "cause": event.id[:200]}
        asked = continue_chain(event, AUDIT_REQUESTED, urn, data, hub=name, time=now, log=hub.event_log)
        if asked is not None:
            hub.bus.publish(asked)

    return request
