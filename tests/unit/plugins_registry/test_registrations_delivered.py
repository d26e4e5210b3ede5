"""Registrations from a hub's record of deliveries through the plugin to the registry, in all weathers."""

import json
import logging
import socket

import pytest
from answering import DIGEST, ENTRY, Said, saying
from registry_server import serving

from commandcenter.attestation.delivery.attempt import Services, attempt, attempt_due
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.memory import MemoryObjects

TOKEN = "CANARY-5f2e-token"
WORDS = json.dumps({"detail": f"Bearer {TOKEN}"}).encode()
CONFLICT = 409, b"", {}


def held(entry):
    return 200, json.dumps({"entry": entry, "receipt": {"id": 1}}).encode(), {}


class Hub:
    """A record of deliveries with one registration in it; `registry` speaks for the service at the moment."""

    def __init__(self):
        self.clock, self.store, self.registry = FixedClock(), MemoryDeliveries(), None
        self.one = Delivery(
            "shop", "a1", "register", "veria", "bafy", f"attestations/envelopes/{DIGEST}", self.clock.now()
        )
        self.store.open(self.one)

    @property
    def services(self):
        return Services(
            self.store, MemoryObjects(), self._no_pinner, lambda _: self.registry, lambda _: ENTRY, self.clock
        )

    def attempt(self, registry):
        self.registry = registry
        return attempt(self.services, self.store.of_audit("shop", "a1")[0])

    def attempt_due(self, registry):
        self.registry = registry
        self.clock.advance(30)
        return attempt_due(self.services, 10, 60)

    def _no_pinner(self, name):
        raise InvalidInputError("no pinner")


@pytest.fixture
def hub():
    return Hub()


ANSWERS = {
    "500": ([(500, WORDS, {})], "pending"),
    "garbage": ([(200, b"<html>" + WORDS, {})], "pending"),
    "huge": ([(200, b'{"id": "' + b"x" * (4 << 20) + b'"}', {})], "pending"),
    "redirect": ([(307, WORDS, {"Location": "http://127.0.0.1:1/"})], "pending"),
    "conflict with ours": ([CONFLICT, held(ENTRY)], "done"),
    "conflict with another": ([CONFLICT, held({**ENTRY, "signer": "another"})], "refused"),
    "conflict with nothing": ([CONFLICT, (404, WORDS, {})], "pending"),
    "unknown token": ([(401, WORDS, {})], "refused"),
    "too fast": ([(429, WORDS, {})], "pending"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_each_answer_leads_to_its_state_and_one_that_waits_is_registered_once(
    hub, registry, client, open_registry, case, caplog
):
    caplog.set_level(logging.DEBUG)
    answers, state = ANSWERS[case]
    with saying(Said(*answers)) as url:
        after = hub.attempt(open_registry(url=url, token=TOKEN, timeout=5))
    assert after.state == state
    assert TOKEN not in f"{after!r}{after.to_json()}{caplog.text}"
    assert bool(after.error) == (state != "done")
    recovered = hub.attempt_due(client)
    assert [one.state for one in recovered] == (["done"] if state == "pending" else [])
    assert hub.attempt_due(client) == []
    assert registry.asked.count("POST /attestations") == len(registry.kept.all()) == len(recovered)
    if recovered:
        assert recovered[0].receipt == registry.kept.all()[0]["receipt"]


@pytest.mark.parametrize("fault", ["500", "409", "garbage", "lost"])
def test_a_registry_that_fails_for_a_while_has_one_entry_in_the_end(hub, registry, client, fault):
    registry.fail(3, fault)
    assert hub.attempt(client).state == "pending"
    for _ in range(40):
        hub.attempt_due(client)
    (one,) = hub.store.of_audit("shop", "a1")
    assert (one.state, one.receipt) == ("done", registry.kept.all()[0]["receipt"])
    assert len(registry.kept.all()) == 1


def test_a_closed_port_and_a_silent_one_are_waited_for(hub, registry, client, open_registry):
    with serving(registry) as url:
        closed = open_registry(url=url, token=TOKEN, timeout=1)
    assert hub.attempt(closed).state == "pending"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = open_registry(url=f"http://127.0.0.1:{silent.getsockname()[1]}", token=TOKEN, timeout=0.2)
        assert [one.state for one in hub.attempt_due(slow)] == ["pending"]
    assert registry.kept.all() == []
    assert hub.attempt_due(client) == []
    assert [(one.state, one.attempts) for one in hub.attempt_due(client)] == [("done", 3)]
    assert len(registry.kept.all()) == 1


def test_a_worker_that_dies_before_it_keeps_the_receipt_is_harmless(hub, registry, client):
    class Dies:
        def register(self, entry):
            client.register(entry)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hub.attempt(Dies())
    assert hub.attempt_due(client) == []  # it is another's for the length of a lease
    hub.clock.advance(270)
    assert [(one.state, one.attempts) for one in hub.attempt_due(client)] == [("done", 2)]
    assert len(registry.kept.all()) == 1
