"""Put together what the functions of attestations need, from the parts of a hub."""

from typing import TYPE_CHECKING

from commandcenter.hub.bootstrap import AwsHub

if TYPE_CHECKING:
    from commandcenter.hub.issue_attestations import AttestationRoom
    from commandcenter.hub.start_attestations import AttestationDesk


def attestation_desk(hub: AwsHub) -> "AttestationDesk":
    """Make what attestations are asked for with."""
    from commandcenter.hub.executions import StepFunctions
    from commandcenter.hub.start_attestations import AttestationDesk

    executions = StepFunctions(hub.client("stepfunctions"), hub.settings.attest_machine)
    return AttestationDesk(hub.settings.hub, hub.ledger, executions, hub.bus, hub.clock)


def attestation_room(hub: AwsHub) -> "AttestationRoom":
    """Make what attestations are recorded with."""
    from commandcenter.hub.issue_attestations import AttestationRoom

    return AttestationRoom(hub.settings.hub, hub.ledger, hub.bus, hub.event_log, hub.clock)
