"""What a function is told by its environment (CC_*): names of resources, never their secrets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HubSettings:
    """Name the resources of the hub a function serves; a function is given those it uses."""

    hub: str
    table: str
    bucket: str
    bus: str = ""
    index_queue: str = ""
    source_roots: str = ""
    pseudonym_secret: str = ""
    peer_queue: str = ""
    dead_letters: str = ""
    presence_queue: str = ""
    signing_keys: str = ""
    log_keys: str = ""
    url_parameter: str = ""
    audit_machine: str = ""
    attest_machine: str = ""
    outside_secret: str = ""
    snapshot_every: int = 64
    lock_mode: str = "OFF"
    lock_days: int = 365
