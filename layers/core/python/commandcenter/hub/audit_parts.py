"""Put together what the functions of audits need, from the parts of a hub."""

from functools import cache
from typing import TYPE_CHECKING

from commandcenter.compliance.packs import Packs, read_packs
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.kernel.layers import find_in_layers

if TYPE_CHECKING:
    from commandcenter.compliance.judge import Judge
    from commandcenter.hub.run_audits import AuditRoom
    from commandcenter.hub.start_audits import AuditDesk

BUNDLE = "policies/packs.tar.gz"


@cache
def packs() -> Packs:
    """Read the catalogue of the packs that ship with the hub."""
    return read_packs(find_in_layers(BUNDLE))


def pack_judge() -> "Judge":
    """Start OPA over the packs, with the function itself."""
    from commandcenter.compliance.judge import EVALUATION_SECONDS, Judge
    from commandcenter.policy.client import OpaClient
    from commandcenter.policy.opa import OpaProcess

    return Judge(OpaClient(OpaProcess(find_in_layers(BUNDLE)), timeout=EVALUATION_SECONDS), packs())


def audit_desk(hub: AwsHub) -> "AuditDesk":
    """Make what audits are asked for with."""
    from commandcenter.hub.executions import StepFunctions
    from commandcenter.hub.start_audits import AuditDesk

    executions = StepFunctions(hub.client("stepfunctions"), hub.settings.audit_machine)
    return AuditDesk(hub.settings.hub, hub.ledger, packs(), executions, hub.bus, hub.event_log, hub.clock)


def audit_room(hub: AwsHub) -> "AuditRoom":
    """Make what audits are recorded with."""
    from commandcenter.hub.run_audits import AuditRoom

    return AuditRoom(hub.settings.hub, hub.ledger, hub.bus, hub.event_log, hub.clock)
