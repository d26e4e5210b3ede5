"""The one place where a hub on AWS is put together; functions ask it for the parts they use, and no others are imported."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from commandcenter.hub.settings import HubSettings
from commandcenter.kernel.clock import Clock, SystemClock
from commandcenter.kernel.settings import load_settings

if TYPE_CHECKING:
    from commandcenter.attestation.delivery.ports import DeliveryStore
    from commandcenter.attestation.log.store import LogStore
    from commandcenter.hub.commands import CommandStore
    from commandcenter.hub.jobs import JobLog
    from commandcenter.hub.mesh_log import MeshLog
    from commandcenter.hub.outgoing_http import OutgoingHttp
    from commandcenter.hub.peers import Links
    from commandcenter.hub.presence import Announcer
    from commandcenter.hub.record_events import Recorder
    from commandcenter.hub.signing_keys import AllKeys, OwnKeys
    from commandcenter.hub.summaries import LedgerSummaries
    from commandcenter.ledger.ledger import Ledger
    from commandcenter.mesh.bus import Bus
    from commandcenter.mesh.federation.ports import Judge, Pokes
    from commandcenter.mesh.log.dynamodb import DynamoEventLog
    from commandcenter.mesh.peers.ports import PeerStore
    from commandcenter.mesh.presence.ports import PresenceStore
    from commandcenter.partners.ports import KeyStore
    from commandcenter.signing.signer import Signer
    from commandcenter.sources.ports import DeliveryLog, FindSecrets, JobQueue

BUNDLE = "policies/hub.tar.gz"


@dataclass
class AwsHub:
    """Open the parts of one hub as they are asked for, each once."""

    settings: HubSettings
    region: str
    clock: Clock

    def client(self, service: str) -> Any:
        """Make a boto3 client with short time-outs: a function has 29 s in all."""
        import boto3
        from botocore.config import Config

        config = Config(
            connect_timeout=3,
            read_timeout=20,
            max_pool_connections=32,
            retries={"mode": "standard", "max_attempts": 4},
            signature_version="s3v4" if service == "s3" else None,  # S3 takes no older one where KMS encrypts
        )
        return boto3.client(service, region_name=self.region, config=config)

    @cached_property
    def ledger(self) -> "Ledger":
        from commandcenter.ledger.dynamodb import DynamoItems
        from commandcenter.ledger.ledger import Ledger
        from commandcenter.ledger.s3 import S3Objects

        locked = self.settings.lock_mode != "OFF"
        objects = S3Objects(
            _ClientOnUse(lambda: self.client("s3")),
            self.settings.bucket,
            lock_mode=self.settings.lock_mode if locked else "",
            lock_days=self.settings.lock_days,
        )
        items = DynamoItems(self.settings.table, self.region, endpoint=self.table_endpoint)
        return Ledger(objects, items, snapshot_every=self.settings.snapshot_every)

    @cached_property
    def bus(self) -> "Bus":
        from commandcenter.mesh.eventbridge import EventBridgeBus

        return EventBridgeBus(self.client("events"), self.settings.bus)

    @cached_property
    def jobs(self) -> "JobLog":
        from commandcenter.hub.dynamodb import DynamoJobLog

        return DynamoJobLog(self.settings.table, self.region, self.clock, endpoint=self.table_endpoint)

    @cached_property
    def queue(self) -> "JobQueue":
        from commandcenter.sources.sqs import SqsJobs

        return SqsJobs(self.client("sqs"), self.settings.index_queue)

    @cached_property
    def deliveries(self) -> "DeliveryLog":
        from commandcenter.sources.dynamodb import DynamoDeliveries

        return DynamoDeliveries(self.settings.table, self.region, endpoint=self.table_endpoint, clock=self.clock)

    @cached_property
    def secrets(self) -> "FindSecrets":
        from commandcenter.sources.secretsmanager import SecretCache

        return SecretCache(self.client("secretsmanager"))

    @cached_property
    def keys(self) -> "KeyStore":
        from commandcenter.partners.dynamodb import DynamoKeys

        return DynamoKeys(self.settings.table, self.region, endpoint=self.table_endpoint)

    # ---- the mesh

    @cached_property
    def event_log(self) -> "DynamoEventLog":
        from commandcenter.mesh.log.dynamodb import DynamoEventLog

        return DynamoEventLog(self.settings.table, self.region, endpoint=self.table_endpoint, clock=self.clock)

    @cached_property
    def peers(self) -> "PeerStore":
        from commandcenter.mesh.peers.dynamodb import DynamoPeers

        return DynamoPeers(self.settings.table, self.region, endpoint=self.table_endpoint, clock=self.clock)

    @cached_property
    def presences(self) -> "PresenceStore":
        from commandcenter.mesh.presence.dynamodb import DynamoPresences

        return DynamoPresences(self.settings.table, self.region, endpoint=self.table_endpoint)

    @cached_property
    def commands(self) -> "CommandStore":
        from commandcenter.hub.commands_dynamodb import DynamoCommands

        return DynamoCommands(self.settings.table, self.region, self.clock, endpoint=self.table_endpoint)

    @cached_property
    def summaries(self) -> "LedgerSummaries":
        from commandcenter.hub.summaries import LedgerSummaries

        return LedgerSummaries(self.ledger, self.settings.hub, self.clock)

    @cached_property
    def judge(self) -> "Judge":
        from commandcenter.kernel.layers import find_in_layers
        from commandcenter.policy.client import OpaClient
        from commandcenter.policy.opa import OpaProcess

        return OpaClient(OpaProcess(find_in_layers(BUNDLE)))

    @cached_property
    def own_keys(self) -> "OwnKeys":
        from commandcenter.hub.signing_keys import OwnKeys
        from commandcenter.hub.signing_keys_dynamodb import DynamoKeyRecords
        from commandcenter.signing.signer import open_signer

        records = DynamoKeyRecords(self.settings.table, self.region, endpoint=self.table_endpoint)
        return OwnKeys(records, self.settings.signing_keys.split(), open_signer, self.clock)

    @property
    def signer(self) -> "Signer":
        return self.own_keys.signer()

    @cached_property
    def log_keys(self) -> "OwnKeys":
        from commandcenter.hub.signing_keys import OwnKeys
        from commandcenter.hub.signing_keys_dynamodb import LOG_KEYS, DynamoKeyRecords
        from commandcenter.signing.signer import open_signer

        records = DynamoKeyRecords(self.settings.table, self.region, name=LOG_KEYS, endpoint=self.table_endpoint)
        return OwnKeys(records, self.settings.log_keys.split(), open_signer, self.clock)

    @cached_property
    def all_keys(self) -> "AllKeys":
        from commandcenter.hub.signing_keys import AllKeys

        return AllKeys(self.own_keys, self.log_keys)

    @cached_property
    def log_store(self) -> "LogStore":
        from commandcenter.attestation.log.s3 import S3LogStore

        return S3LogStore(_ClientOnUse(lambda: self.client("s3")), self.settings.bucket)

    @cached_property
    def deliveries_outside(self) -> "DeliveryStore":
        from commandcenter.attestation.delivery.dynamodb import DynamoDeliveries

        return DynamoDeliveries(self.settings.table, self.region, endpoint=self.table_endpoint)

    @cached_property
    def public_url(self) -> str:
        """Base address of the API as other hubs sign it, without a final slash."""
        answer = self.client("ssm").get_parameter(Name=self.settings.url_parameter)
        return str(answer["Parameter"]["Value"]).rstrip("/")

    @cached_property
    def peer_http(self) -> "OutgoingHttp":
        from commandcenter.hub.outgoing_http import OutgoingHttp, network_of

        return OutgoingHttp(network_of(self.public_url))

    @cached_property
    def pokes(self) -> "Pokes":
        from commandcenter.hub.peer_queue import SqsPokes

        return SqsPokes(self.client("sqs"), self.settings.peer_queue)

    @cached_property
    def recorder(self) -> "Recorder":
        from commandcenter.hub.dead_letters import DeadLetters
        from commandcenter.hub.record_events import Recorder

        dead = DeadLetters(self.client("sqs"), self.settings.dead_letters)
        return Recorder(self.settings.hub, self.event_log, self.peers, self.pokes, self.clock, dead)

    @cached_property
    def mesh_log(self) -> "MeshLog":
        from commandcenter.hub.mesh_log import MeshLog

        return MeshLog(self.settings.hub, self.event_log, self.bus, self.judge, self.clock)

    @cached_property
    def links(self) -> "Links":
        from commandcenter.hub.peers import Links

        keys = self.all_keys if self.settings.log_keys else self.own_keys
        return Links(self.settings.hub, self.peers, self.presences, keys, self.peer_http, self.clock)

    @cached_property
    def announcer(self) -> "Announcer":
        from commandcenter.hub.outgoing_http import OutgoingHttp, network_of
        from commandcenter.hub.presence import Announcer, SqsAgain
        from commandcenter.hub.summaries import Standings
        from commandcenter.mesh.federation.export import ExportLaw

        # Some hubs are asked at each tick whether they have confirmed, and the function has 30 s for all of it.
        quick = OutgoingHttp(network_of(self.public_url), seconds=5)
        standings = Standings(self.ledger, ExportLaw(self.judge, self.settings.hub), self.clock)
        again = SqsAgain(self.client("sqs"), self.settings.presence_queue)
        links = replace(self.links, http=quick)
        return Announcer(links, self.bus, self.public_url, lambda: standings.tell(self.peers.list()), again)

    @property
    def table_endpoint(self) -> str | None:
        """Where DynamoDB is, unless it is where AWS has it."""
        # PynamoDB does not read these itself, as boto3 does.
        return os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")


class _ClientOnUse:
    """Stand in for an AWS client until it is used: most first requests read the table only, and making one takes long."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    @cached_property
    def _client(self) -> Any:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


_hub: AwsHub | None = None


def hub() -> AwsHub:
    """Return the hub this function serves, made on first use; raises SettingsError."""
    global _hub
    if _hub is None:
        settings = load_settings(HubSettings)
        _hub = AwsHub(settings, os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "")), SystemClock())
    return _hub
