"""The rig as the API of attestations sees it."""

from dataclasses import replace
from typing import Any

from attested_parts import Rig

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.attestations import AttestationLibrary, show_attestation, show_content
from commandcenter.hub.executions import ExecutionState, MemoryExecutions
from commandcenter.ledger.model import Meta


class ToldExecutions(MemoryExecutions):
    """End as they are told to."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: dict[str, ExecutionState] = {}

    def state(self, name: str) -> ExecutionState | None:
        return self.ended.get(name) or super().state(name)


class Api:
    """The rig as the API sees it, with a second project named `other`."""

    def __init__(self) -> None:
        self.rig, self.deliveries = Rig(), MemoryDeliveries()
        self.rig.executions = self.executions = ToldExecutions()
        self.rig.desk = replace(self.rig.desk, executions=self.executions)
        meta = Meta(self.rig.hub.clock.now(), "key:alice", "index", "source")
        self.rig.ledger.submit("other", plan_replace([Node("project", "other", {})], "source"), meta)

    @property
    def library(self) -> AttestationLibrary:
        return AttestationLibrary(self.rig.desk, self.rig.proofs, self.deliveries, lambda name: f"https://at/{name}")

    def show(self, audit: str, project: str = "shop") -> dict[str, Any]:
        return show_attestation(self.library, project, audit)

    def content(self, cid: str, project: str = "shop") -> dict[str, str]:
        return show_content(self.rig.ledger.objects, "alpha", project, cid)

    def pinned(self, data: bytes) -> str:
        ObjectPinner(self.rig.ledger.objects).pin(raw_cid(data), data, "")
        return raw_cid(data)
