"""Put together what the functions of attestations need, from the parts of a hub."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from commandcenter.hub.bootstrap import AwsHub

if TYPE_CHECKING:
    from commandcenter.attestation.delivery.publication import Target
    from commandcenter.attestation.proofs import ProofRoom
    from commandcenter.hub.attestations import AttestationLibrary
    from commandcenter.hub.deliver_attestations import DeliveryRoom
    from commandcenter.hub.issue_attestations import AttestationRoom
    from commandcenter.hub.publications import PublicationDesk
    from commandcenter.hub.start_attestations import AttestationDesk
    from commandcenter.hub.witness_logs import WitnessRoom
    from commandcenter.plugins.loader import Plugin

LINK_SECONDS = 900
"""How long an address to fetch a bundle at counts."""


def attestation_desk(hub: AwsHub) -> "AttestationDesk":
    """Make what attestations are asked for with."""
    from commandcenter.hub.executions import StepFunctions
    from commandcenter.hub.start_attestations import AttestationDesk

    executions = StepFunctions(hub.client("stepfunctions"), hub.settings.attest_machine)
    return AttestationDesk(hub.settings.hub, hub.ledger, executions, hub.bus, hub.clock)


def attestation_room(hub: AwsHub) -> "AttestationRoom":
    """Make what attestations are recorded with."""
    from commandcenter.hub.executions import StepFunctions
    from commandcenter.hub.issue_attestations import AttestationRoom

    executions = StepFunctions(hub.client("stepfunctions"), hub.settings.attest_machine)
    return AttestationRoom(hub.settings.hub, hub.ledger, executions, hub.bus, hub.event_log, hub.clock)


def proof_room(hub: AwsHub) -> "ProofRoom":
    """Make what proofs are gathered from."""
    from commandcenter.attestation.proofs import ProofRoom

    return ProofRoom(hub.ledger.objects, hub.log_store, lambda: hub.all_keys.published(), lambda: [hub.signer])


def library(hub: AwsHub) -> "AttestationLibrary":
    """Make what is asked of attestations."""
    from commandcenter.hub.attestations import AttestationLibrary

    def link(name: str) -> str:
        place = {"Bucket": hub.settings.bucket, "Key": name}
        return str(hub.client("s3").generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS))

    return AttestationLibrary(attestation_desk(hub), proof_room(hub), hub.deliveries_outside, link)


def publication_desk(hub: AwsHub) -> "PublicationDesk":
    """Make what is published outside with."""
    from commandcenter.attestation.delivery.publication import read_targets
    from commandcenter.hub.publications import PublicationDesk
    from commandcenter.kernel.layers import find_in_layers
    from commandcenter.plugins.loader import find_plugins

    def targets() -> Mapping[str, "Target"]:
        (text, *_) = hub.secrets(hub.settings.outside_secret) or [b"{}"]
        return read_targets(text.decode())

    def plugins() -> Mapping[str, "Plugin"]:
        found = find_plugins([find_in_layers("plugins")])
        return {one.id: one for one in found if one.manifest.kind in ("pinner", "registry")}

    return PublicationDesk(hub.ledger, targets, plugins, hub.clock)


def delivery_room(hub: AwsHub) -> "DeliveryRoom":
    """Make what deliveries outside are tried with."""
    from commandcenter.attestation.delivery.attempt import Services
    from commandcenter.hub.deliver_attestations import DeliveryRoom
    from commandcenter.hub.publications import open_service
    from commandcenter.hub.register_attestations import entry_of

    desk, objects = publication_desk(hub), hub.ledger.objects
    services = Services(
        hub.deliveries_outside,
        objects,
        lambda name: open_service(desk, "pinner", name),
        lambda name: open_service(desk, "registry", name),
        lambda delivery: entry_of(objects, delivery, hub.public_url),
        hub.clock,
    )
    return DeliveryRoom(hub.ledger, services)


def witness_room(hub: AwsHub) -> "WitnessRoom":
    """Make what the logs of others are cosigned with."""
    from commandcenter.attestation.log.witness_dynamodb import DynamoWitnessStore
    from commandcenter.hub.witness_logs import WitnessRoom

    store = DynamoWitnessStore(hub.settings.table, hub.region, endpoint=hub.table_endpoint)
    return WitnessRoom(hub.settings.hub, hub.peers, store, hub.log_keys.signer(), hub.bus, hub.clock)


def collecting(hub: AwsHub) -> Callable[[str], bool]:
    """Make what asks a linked hub, by its name, to cosign the own log."""
    from commandcenter.hub.collect_cosignatures import Collector, collect

    def ask(name: str) -> bool:
        peer = hub.peers.get(name)
        if peer is None or not peer.sends_to or peer.kind != "https" or peer.bridge:
            return False
        return collect(Collector(hub.log_store, hub.signer, hub.peer_http), peer, hub.clock.now())

    return ask
