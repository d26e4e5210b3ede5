"""Having one's log cosigned: asked until it is done, once for each checkpoint, whatever a peer answers."""

from collections.abc import Callable

import pytest
from attested_parts import LOG_SIGNER, Rig
from federation_parts_memory import keys_of, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st
from witness_wire import Witness

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.checkpoint import read_checkpoint
from commandcenter.attestation.log.cosignature import cosign
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.prove import cosigned
from commandcenter.attestation.log.store import LogStore, MemoryLogStore
from commandcenter.attestation.model import log_origin, witness_name
from commandcenter.hub.collect_cosignatures import Collector, collect
from commandcenter.kernel.canonical import digest
from commandcenter.signing.jwks import MAX_KEY_SET_BYTES

Answer = tuple[int, bytes] | None
THROUGH: Answer = (0, b"")


class Asking:
    """The rig, linked with a witness it asks."""

    def __init__(self, log: LogStore | None = None) -> None:
        self.rig = Rig(log)
        self.meta = Witness.of(self.rig.hub, LOG_SIGNER)

    def grow(self, count: int = 1) -> None:
        size = self.size
        entries = [f"{size + number}" for number in range(count)]
        append(self.rig.log, log_origin("alpha"), LOG_SIGNER, [(digest(one), one.encode()) for one in entries])

    def ask(self) -> bool:
        peer = self.rig.hub.peers.get("meta")
        assert peer is not None
        return collect(Collector(self.rig.log, self.rig.hub.signer, self.meta), peer, self.rig.hub.clock.now())

    @property
    def size(self) -> int:
        stored = self.rig.log.checkpoint()
        return 0 if stored is None else read_checkpoint(stored[0]).size

    @property
    def lines(self) -> int:
        """How many lines of the witness stand under the newest checkpoint."""
        return cosigned(self.rig.log).count(witness_name("meta").encode())

    @property
    def olds(self) -> list[int]:
        return [int(body.split()[1]) for what, body in self.meta.asked if what == "cosign"]


def test_each_checkpoint_is_cosigned_once() -> None:
    one = Asking()
    assert not one.ask(), "nothing is logged yet"
    assert one.meta.asked == []
    for size, olds in ((3, [0]), (4, [0, 3]), (300, [0, 4])):
        one.grow(size - one.size)
        one.meta.asked.clear()
        assert one.ask()
        assert (one.olds, one.lines) == (olds, 1)
        one.meta.asked.clear()
        assert not one.ask()
        assert one.meta.asked == []


def test_a_bundle_shows_who_cosigned_and_is_refused_without_where_that_is_asked_for() -> None:
    one = Asking()
    issued = one.rig.attest(one.rig.audit())
    keys = [one.meta.keys.to_json()]
    options = {"witness_keys": keys, "witnesses": 1}
    assert one.rig.verify(one.rig.bundle(issued), **options).verdict == "INVALID"
    assert one.ask()
    report = one.rig.verify(one.rig.bundle(issued), **options)
    assert report.verdict == "VALID", [check for check in report.checks if not check.ok]
    assert one.rig.verify(one.rig.bundle(issued), witness_keys=keys, witnesses=2).verdict == "INVALID"


def line_of(signer: object, asking: Asking) -> bytes:
    stored = asking.rig.log.checkpoint()
    assert stored is not None
    return cosign(read_checkpoint(stored[0]), witness_name("meta"), signer, asking.rig.hub.clock.now())  # type: ignore[arg-type]


STRANGER = make_signer()
GARBAGE: list[bytes] = [
    b"", b"\n", b"\xff\xfe", b"<html>", b"{}", b"[" * 100_000, b"-1", b"9" * 18, b"9" * 19, b"9" * 10_000,
    "²".encode(), b"1_0", b"7\n", "— commandcenter/meta/witness AAAA\n".encode(), b"x" * 300_000,
]  # fmt: skip


@pytest.mark.parametrize("status", [200, 204, 302, 400, 403, 404, 409, 422, 500])
@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_whatever_a_peer_answers_nothing_is_kept_and_nothing_raised(status: int, body: bytes) -> None:
    one = Asking()
    one.grow(3)
    for cut in ([(status, body)], [THROUGH, (status, body)], [THROUGH, (409, b"0\n"), (status, body)]):
        one.meta.cut = list[Answer](cut)
        assert not one.ask()
        assert one.lines == 0
    one.meta.cut = []
    assert one.ask()


FAULTS: dict[str, Callable[[Asking], list[Answer]]] = {
    "its keys are out of reach": lambda _: [None],
    "it is down": lambda _: [THROUGH, None],
    "down the second time": lambda _: [THROUGH, (409, b"0\n"), None],
    "a line of another key": lambda one: [THROUGH, (200, line_of(STRANGER, one))],
    "a good line with another status": lambda one: [THROUGH, (202, line_of(one.meta.hub.signer, one))],
    "keys of another": lambda _: [(200, keys_of(STRANGER).canonical())],
    "no keys": lambda _: [(200, b'{"keys":[]}')],
    "too many keys": lambda _: [(200, b" " * (MAX_KEY_SET_BYTES + 1))],
    "two sizes, one after the other": lambda _: [THROUGH, (409, b"1\n"), (409, b"2\n")],
    "it has seen more than there is": lambda _: [THROUGH, (409, b"4\n")],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_amiss_is_asked_again_later(fault: str) -> None:
    one = Asking()
    one.grow(3)
    one.meta.cut = FAULTS[fault](one)
    assert not one.ask()
    assert one.lines == 0
    assert one.meta.cut == []
    assert one.ask()


def test_a_line_over_an_older_checkpoint_is_not_kept() -> None:
    one = Asking()
    one.grow(3)
    old = line_of(one.meta.hub.signer, one)
    one.grow()
    one.meta.cut = [THROUGH, (200, old)]
    assert not one.ask()
    assert one.lines == 0


def test_of_several_lines_the_one_that_counts_is_kept() -> None:
    """A witness answers one or more lines (C2SP tlog-witness), as when it has a key that others do not know yet."""
    one = Asking()
    one.grow(3)
    lines = [line_of(STRANGER, one), line_of(one.meta.hub.signer, one)]
    one.meta.cut = [THROUGH, (200, b"".join(lines))]
    assert one.ask()
    assert one.lines == 1
    assert lines[1] in cosigned(one.rig.log)


def test_a_witness_that_saw_another_history_changes_nothing() -> None:
    one = Asking(MemoryLogStore())
    one.grow(3)
    assert one.ask()
    split = Asking(MemoryLogStore())
    append(split.rig.log, log_origin("alpha"), LOG_SIGNER, [(digest(f"x{n}"), b"x%d" % n) for n in range(5)])
    split.meta = one.meta
    one.meta.relink("alpha", keys=keys_of(split.rig.hub.signer, LOG_SIGNER))
    assert not split.ask()
    assert split.lines == 0
    assert [status for status, _ in one.meta.answers[-2:]] == [409, 422]
    assert len(one.meta.split_views()) == 1


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.integers(1, 3),
            st.lists(st.sampled_from([THROUGH, None, (500, b""), (409, b"0\n"), (409, b"2\n"), (422, b"no\n")]), max_size=4),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_whatever_breaks_the_newest_checkpoint_is_cosigned_in_the_end(steps: list[int | list[Answer]]) -> None:
    one = Asking()
    for step in steps:
        one.rig.hub.clock.advance(1)
        if isinstance(step, int):
            one.grow(step)
        else:
            one.meta.cut = list(step)
            done = one.ask()
            assert done == (done and one.lines == 1)
    one.meta.cut = []
    one.grow()
    assert one.ask()
    assert one.lines == 1
    assert one.meta.split_views() == []


def test_a_log_that_contradicts_itself_is_not_put_down_to_the_peer() -> None:
    one = Asking()
    one.grow(3)
    stored = one.rig.log.checkpoint()
    assert stored is not None
    assert one.rig.log.swap_checkpoint(b"scribble", stored[1])
    with pytest.raises(LogFaultError, match="cannot be read"):
        one.ask()
    assert one.meta.asked == []
