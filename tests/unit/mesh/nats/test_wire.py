import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.wire import cut_batches, read_event, write_batch, write_event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.text(min_size=1, max_size=5)
EVENTS = st.builds(
    lambda id_, source, type_, data: {"specversion": "1.0", "id": id_, "source": source, "type": type_, "data": data},
    NAMES, NAMES, NAMES, JSON,
)  # fmt: skip


@given(st.lists(EVENTS, max_size=4))
@settings(max_examples=60)
def test_a_batch_holds_the_events_as_they_were(events):
    carried = [read_event(write_event(one).body) for one in events]
    assert json.loads(write_batch(carried)) == events
    assert [(one.id, one.source, one.type) for one in carried] == [
        (one["id"], one["source"], one["type"]) for one in events
    ]


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_any_bytes_are_an_event_or_refused(body):
    with pytest.raises(InvalidInputError):
        read_event(body)


GOOD = {"specversion": "1.0", "id": "1", "source": "s", "type": "t"}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(GOOD).encode("utf-16"),
        b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
        json.dumps(GOOD | {"data": float("nan")}).encode(),
        json.dumps(GOOD | {"specversion": "0.3"}).encode(),
        json.dumps(GOOD | {"id": 1}).encode(),
        json.dumps(GOOD | {"source": ""}).encode(),
        json.dumps([GOOD]).encode(),
        b"[" * 100_000,
        json.dumps(GOOD).encode() + b",{}",
    ],
    ids=["utf-16", "mark", "nan", "version", "number", "empty", "batch", "deep", "two"],
)
def test_what_is_no_event(body):
    with pytest.raises(InvalidInputError):
        read_event(body)


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 6), st.integers(10, 120))
@settings(max_examples=60)
def test_batches_hold_all_in_order_and_no_more_than_they_may(sizes, most, most_bytes):
    counts = list(cut_batches(sizes, most, most_bytes))
    assert sum(counts) == len(sizes)
    start = 0
    for count in counts:
        part = sizes[start : start + count]
        whole = len(write_batch([read_event_of(size) for size in part]))
        assert 1 <= count <= most
        assert whole <= most_bytes or count == 1
        start += count


def read_event_of(size):
    class Sized:
        body = b"x" * size

    return Sized
