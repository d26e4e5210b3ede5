"""Try deliveries: what fails for now is tried again later, what never can succeed is refused for good."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from commandcenter.attestation.content.pinners import Pinner
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.attestation.delivery.ports import DeliveryStore
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ProblemError,
    UnavailableError,
)
from commandcenter.ledger.ports import ObjectStore

MAX_RECEIPT_BYTES = 16 * 1024
_FINAL = (InvalidInputError, ConflictError, ForbiddenError)


class Registry(Protocol):
    """Make known that something is attested; what a plugin of kind `registry` offers."""

    def register(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Register an entry, however often it is asked; returns the receipt. Raises as `Pinner.pin` does."""
        ...


@dataclass(frozen=True)
class Services:
    """Hold what deliveries are tried with.

    Args:
        objects: Where the bytes lie.
        pinner, registry: Name of a service -> what speaks with it; raise InvalidInputError for one the hub does not have.
        entry: Writes what a registry is told of a delivery.
    """

    store: DeliveryStore
    objects: ObjectStore
    pinner: Callable[[str], Pinner]
    registry: Callable[[str], Registry]
    entry: Callable[[Delivery], Mapping[str, Any]]
    clock: Clock


def attempt(services: Services, delivery: Delivery) -> Delivery | None:
    """Try a delivery now and keep what came of it; None when another worker has it."""
    claimed = delivery.claimed(services.clock.now())
    if not services.store.save(claimed):
        return None
    try:
        after = claimed.done(_checked(_deliver(services, claimed)))
    except ProblemError as error:
        after = claimed.failed(error.detail, services.clock.now(), final=isinstance(error, _FINAL))
    except Exception as error:  # noqa: BLE001 - a plugin's fault holds up no other delivery; its words may hold secrets
        after = claimed.failed(f"the plugin failed: {type(error).__name__}", services.clock.now(), final=False)
    return after if services.store.save(after) else None


def attempt_due(services: Services, limit: int, seconds: float) -> list[Delivery]:
    """Try what is due, one after the other, until the time is up; returns what came of it."""
    started, found = services.clock.now(), []
    for delivery in services.store.due(started, limit):
        if (services.clock.now() - started).total_seconds() >= seconds:
            break
        if (after := attempt(services, delivery)) is not None:
            found.append(after)
    return found


def _deliver(services: Services, delivery: Delivery) -> Mapping[str, Any]:
    if delivery.kind == "register":
        return services.registry(delivery.target).register(services.entry(delivery))
    data = services.objects.get(delivery.place)
    if data is None:
        raise InvalidInputError("the content is gone")
    receipt = services.pinner(delivery.target).pin(delivery.content, data, f"{delivery.project} {delivery.audit}")
    if isinstance(receipt, Mapping) and receipt.get("status") == "queued":
        raise UnavailableError("the service has taken it on and not pinned it yet")
    return receipt


def _checked(receipt: Any) -> Mapping[str, Any]:
    """Return a receipt that can be kept; raises UnavailableError for anything else."""
    try:
        if isinstance(receipt, Mapping) and len(canonical(dict(receipt))) <= MAX_RECEIPT_BYTES:
            return receipt
    except InvalidInputError:
        pass
    raise UnavailableError("what the service answered is no receipt")
