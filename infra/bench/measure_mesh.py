"""The mesh: events through the bus into the log, a change on its way to another hub, and what a summary of it weighs."""

import io
import json
import sys
import time
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any

from arithmetic import percentiles
from bare_queue import bare_queue, send_and_drain
from bench_hub import BenchHub
from report import Section, Table, say
from world import AT

from commandcenter.mesh.envelope import Event

EVENTS = 500
CHANGES = 8
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"


def measure(sender: BenchHub, meta: BenchHub) -> Section:
    """Measure one hub's bus beside a bare queue, then two linked hubs."""
    say(f"mesh: {EVENTS} events through the bus, and as many messages through a bare queue")
    flow = _measure_flow(sender)
    say("mesh: linking two hubs")
    link_both(sender, meta)
    say(f"mesh: {CHANGES} changes, each until the other hub shows it")
    travel = _measure_travel(sender, meta)
    figures = {**flow, "travel_ms": travel}
    return Section([_flow_table(flow), _travel_table(travel)], figures)


def _measure_flow(hub: BenchHub) -> dict[str, float]:
    events = [_event() for _ in range(2 * EVENTS)]
    details = [json.dumps(event.to_detail(), separators=(",", ":")) for event in events]
    _through_the_bus(hub, details[:EVENTS])  # warms the workers up
    bus_s = _through_the_bus(hub, details[EVENTS:])
    with bare_queue(hub, RUNTIME) as url:
        send_and_drain(hub, url, details[:EVENTS])
        bare_s = send_and_drain(hub, url, details[EVENTS:])
    rates = {"bus_per_s": EVENTS / bus_s, "bare_per_s": EVENTS / bare_s, "times_bare": bus_s / bare_s}
    return {"events": EVENTS, "bus_s": bus_s, "bare_s": bare_s, **rates}


def _event() -> Event:
    data = {"title": "Benchmark", "text": "x" * 200, "level": "info"}
    return Event(uuid.uuid4().hex, "urn:cc:bench", "hub.broadcast.announce", "urn:cc:bench:_hub:hub:bench", AT, data)


def _through_the_bus(hub: BenchHub, details: list[str], seconds: float = 240) -> float:
    """Put events on the bus and wait until the log has them all; returns the seconds that took."""
    client, last = hub.aws("events"), _last(hub)
    began = time.perf_counter()
    for start in range(0, len(details), 10):
        entry = {
            "EventBusName": hub.outputs["BusName"],
            "Source": "urn:cc:bench",
            "DetailType": "hub.broadcast.announce",
        }
        client.put_events(Entries=[{**entry, "Detail": detail} for detail in details[start : start + 10]])
    while time.perf_counter() - began < seconds:
        # Presence makes an entry of its own twice a minute, which is not worth counting out.
        if _last(hub) - last >= len(details):
            return time.perf_counter() - began
        time.sleep(0.02)
    raise RuntimeError(f"the log did not have all events after {seconds:.0f} s")


def _last(hub: BenchHub) -> int:
    return int(hub.client.call("GET", "/v1/mesh/events?limit=1")["last"])


def link_both(sender: BenchHub, meta: BenchHub) -> None:
    """Link two hubs as their operators would, each pinning the fingerprint the other shows."""
    seen = [hub.client.call("GET", "/v1/peers")["fingerprint"] for hub in (sender, meta)]
    for one, other, role, key in ((sender, meta, "upstream", seen[1]), (meta, sender, "downstream", seen[0])):
        body = {"url": other.client.address.url, "role": role, "fingerprint": key}
        one.client.call("POST", "/v1/peers", body)


def _measure_travel(sender: BenchHub, meta: BenchHub) -> Mapping[str, float]:
    """Upload changed sources and wait until the meta hub shows their revision; milliseconds from the request on."""
    sender.client.call("POST", "/v1/projects", {"name": "traveller"})
    taken = []
    for number in range(1, CHANGES + 2):
        data = _archive(number)
        slot = sender.client.call("POST", "/v1/projects/traveller/uploads", {})
        sender.client.send(slot["method"], slot["url"], data, {})
        began = time.perf_counter()
        sender.client.call("POST", "/v1/projects/traveller/index", {"upload": slot["upload"]})
        _await_revision(meta, number)
        taken.append((time.perf_counter() - began) * 1000)
    return percentiles(taken[1:])  # the first one found cold workers


def _archive(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("shop.py", f"VALUE = {number}\n")
    return out.getvalue()


def _await_revision(meta: BenchHub, revision: int, seconds: float = 120) -> None:
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        found = meta.ask("{ ecosystemGraph { projects { name rev } } }")["ecosystemGraph"]["projects"]
        if any(one["name"] == "traveller" and (one["rev"] or 0) >= revision for one in found):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the meta hub did not show revision {revision} after {seconds:.0f} s")


def _flow_table(figures: Mapping[str, Any]) -> Table:
    return Table(
        f"{figures['events']} events on the local stack: the whole way takes {figures['times_bare']:.1f} x a bare queue",
        ("way", "seconds", "events/s"),
        [
            ["publish, bus, FIFO queue, record_events, log", figures["bus_s"], figures["bus_per_s"]],
            ["bare: FIFO queue, a function that returns at once", figures["bare_s"], figures["bare_per_s"]],
        ],
        ["batches of ten both ways, one message group; workers are warm"],
    )


def _travel_table(figures: Mapping[str, float]) -> Table:
    return Table(
        f"{CHANGES} changes: from the request to index until another hub shows the revision (ms)",
        ("", *figures),
        [["index, commit, link, log, sign, send, check, commit there", *figures.values()]],
        ["asked for every 50 ms; one engine process plays all of AWS for both hubs"],
    )
