"""A service outside that does what a test says, and what deliveries are tried with beside it."""

from collections import Counter
from datetime import datetime, timedelta

from commandcenter.attestation.delivery.attempt import Services
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.memory import MemoryObjects

START = FixedClock().now()


class CrashError(BaseException):
    """Stands for a process that ends here; nothing but a test catches it."""


class Outside:
    """Be pinner and registry at once, each thing kept once.

    Args:
        mood: What an asked delivery meets before and after it is kept: raises, lets time pass, or does nothing.
    """

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.before = self.after = lambda _key: None
        self.asked: list[tuple[str, datetime]] = []
        self.kept: dict[str, int] = {}

    def pin(self, cid, data, name):
        assert data == f"bytes of {cid}".encode()
        return self._keep(f"pin {cid} {name}")

    def register(self, entry):
        return self._keep(f"register {entry['cid']} {entry['project']} {entry['audit']}")

    def times(self):
        return Counter(key for key, _ in self.asked)

    def _keep(self, key):
        self.asked.append((key, self.clock.now()))
        self.before(key)
        number = self.kept.setdefault(key, len(self.kept) + 1)
        self.after(key)
        return {"id": f"r{number}"}


def name_of(delivery: Delivery) -> str:
    """Return how `Outside` calls what it is asked for by a delivery."""
    return f"{delivery.kind} {delivery.content} {delivery.project} {delivery.audit}"


def make_delivery(content="bafk1", *, kind="pin", target="outside", audit="a1", wait=0.0):
    due = START + timedelta(seconds=wait)
    return Delivery("shop", audit, kind, target, content, f"blocks/{content}", due)


def make_services(*deliveries: Delivery) -> tuple[Services, Outside]:
    """Open deliveries in a world whose one service is called `outside`."""
    clock, objects, store = FixedClock(START), MemoryObjects(), MemoryDeliveries()
    outside = Outside(clock)

    def service(name):
        if name != "outside":
            raise InvalidInputError(f"the hub has no {name}")
        return outside

    def entry(one):
        return {"cid": one.content, "project": one.project, "audit": one.audit}

    for one in deliveries:
        objects.put_new(one.place, f"bytes of {one.content}".encode())
        assert store.open(one)
    return Services(store, objects, service, service, entry, clock), outside
