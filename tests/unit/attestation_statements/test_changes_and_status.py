"""Statements about statements: what is superseded or revoked, and what was so as of a checkpoint."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_audits import HUB, days, digests, few, texts, times

from commandcenter.attestation.statements.change import change_statement
from commandcenter.attestation.statements.statement import Statement, parse_statement
from commandcenter.attestation.statements.status import LogState, Revoked, Superseded, status_statement
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
WHEN = "2026-07-01T14:00:00+02:00"
roots = st.binary(min_size=32, max_size=32)
logs = st.builds(LogState, st.integers(1, 2**53 - 1), roots, st.sampled_from(["", A]))


@st.composite
def changes(draw: Any) -> Statement:
    concerned, by = draw(st.lists(digests, min_size=1, max_size=4)), "f" * 64
    revoked = draw(st.booleans())
    return change_statement(
        hub=HUB, project="shop", action="revoked" if revoked else "superseded", at=draw(times), statements=concerned,
        reason="wrong " + draw(texts) if revoked else draw(texts), by="" if revoked else by,
    )  # fmt: skip


@st.composite
def statuses(draw: Any) -> Statement:
    gone = [Revoked(one, draw(times), draw(texts)) for one in draw(st.lists(digests, unique=True, max_size=3))]
    newer = [Superseded(one, draw(digests), draw(times)) for one in draw(st.lists(digests, unique=True, max_size=3))]
    about = draw(st.sampled_from([[], [one.statement for one in (*gone, *newer)]]))
    return status_statement(
        HUB, "shop", draw(logs), time=draw(times), keys=draw(digests), about=about, revoked=gone, superseded=newer
    )


@few
@given(changes() | statuses())
def test_they_are_read_back(statement: Statement) -> None:
    assert parse_statement(statement.canonical()) == statement


@few
@given(st.lists(digests, min_size=1, max_size=6), texts, st.randoms(use_true_random=False))
def test_a_change_names_each_statement_once_in_order(concerned: list[str], reason: str, chance: Any) -> None:
    def change(names: list[str]) -> Statement:
        return change_statement(
            hub=HUB, project="shop", action="superseded", at=WHEN, statements=names, reason=reason, by="f" * 64
        )

    said = change(concerned)
    assert [one.to_json() for one in said.subjects] == [
        {"name": f"statement/{one}", "digest": {"sha256": one}} for one in sorted(set(concerned))
    ]
    assert said.predicate == {
        "v": 1, "hub": HUB, "project": "shop", "action": "superseded", "at": "2026-07-01T12:00:00.000Z",
        "reason": reason, "by": "f" * 64,
    }  # fmt: skip
    assert change(chance.sample(concerned * 2, len(concerned) * 2)).canonical() == said.canonical()


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"action": "forgotten"}, "/action"),
        ({"reason": "x" * 1_001}, "/reason"),
        ({"action": "revoked", "by": "", "reason": " "}, "/reason"),
        ({"action": "revoked", "reason": "wrong"}, "/by"),
        ({"by": ""}, "/by"),
        ({"by": "B" * 64}, "/by"),
        ({"by": A}, "/by"),
        ({"statements": []}, "/statements"),
        ({"statements": ["A" * 64]}, "/statements"),
        ({"at": "2026-07-01"}, ""),
        ({"hub": "No Hub"}, ""),
        ({"project": "No Project"}, ""),
    ],
)
def test_a_change_that_says_nothing_clear_is_refused(changed: dict[str, Any], pointer: str) -> None:
    said = {"hub": HUB, "project": "shop", "action": "superseded", "at": WHEN, "statements": [A], "by": B}
    assert change_statement(**said)
    with pytest.raises(InvalidInputError) as refused:
        change_statement(**{**said, **changed})
    assert refused.value.pointer == pointer


def test_a_change_of_too_many_statements_is_refused() -> None:
    def change(count: int) -> Statement:
        many = [f"{one:064x}" for one in range(count)]
        return change_statement(hub=HUB, project="shop", action="revoked", at=WHEN, statements=many, reason="wrong")

    assert change(200)
    with pytest.raises(TooLargeError, match="change statement has"):
        change(400)


@few
@given(logs, digests, days)
def test_a_status_is_about_its_checkpoint_and_keys(log: LogState, keys: str, day: str) -> None:
    said = status_statement(HUB, "shop", log, time=f"{day}T00:00:00Z", keys=keys)
    assert [one.to_json() for one in said.subjects] == [{"name": "checkpoint", "digest": {"sha256": log.root.hex()}}]
    shown = {"origin": f"commandcenter/{HUB}/log", "size": log.size, "root": base64.b64encode(log.root).decode()}
    assert said.predicate == {
        "v": 1, "hub": HUB, "project": "shop", "time": f"{day}T00:00:00.000Z", "keys": {"sha256": keys},
        "log": shown | ({"checkpoint": log.checkpoint} if log.checkpoint else {}), "about": [], "revoked": [],
        "superseded": [],
    }  # fmt: skip


@few
@given(st.dictionaries(digests, times, max_size=4), st.dictionaries(digests, times, max_size=4))
def test_a_status_lists_what_changed(revoked: dict[str, str], superseded: dict[str, str]) -> None:
    gone = [Revoked(one, at.replace("Z", "+00:00"), "wrong") for one, at in revoked.items()]
    newer = [Superseded(one, C, at) for one, at in superseded.items()]
    log, about = LogState(3, b"r" * 32), {*revoked, *superseded}
    said = status_statement(HUB, "shop", log, time=WHEN, keys=A, about=about, revoked=gone, superseded=newer)
    turned = status_statement(
        HUB, "shop", log, time=WHEN, keys=A, about=about, revoked=gone[::-1], superseded=newer[::-1]
    )
    assert turned.canonical() == said.canonical()
    assert said.predicate["about"] == sorted(about)
    assert said.predicate["revoked"] == [
        {"statement": one, "at": format_time(parse_time(revoked[one])), "reason": "wrong"} for one in sorted(revoked)
    ]
    assert said.predicate["superseded"] == [
        {"statement": one, "at": superseded[one], "by": C} for one in sorted(superseded)
    ]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"keys": "A" * 64}, "/keys/sha256"),
        ({"about": ["x"]}, "/about"),
        ({"revoked": [Revoked("x", WHEN, "")]}, "/revoked/0/statement"),
        ({"revoked": [Revoked(A, WHEN, ""), Revoked(A, WHEN, "again")]}, "/revoked/1/statement"),
        ({"superseded": [Superseded(A, "", WHEN)]}, "/superseded/0/by"),
        ({"superseded": [Superseded(A, C, "then")]}, ""),
        ({"about": [A], "revoked": [Revoked(A, WHEN, ""), Revoked(B, WHEN, "")]}, "/revoked/1/statement"),
        ({"time": "then"}, ""),
    ],
)
def test_a_status_that_is_not_clear_is_refused(changed: dict[str, Any], pointer: str) -> None:
    said: dict[str, Any] = {"time": WHEN, "keys": A}
    with pytest.raises(InvalidInputError) as refused:
        status_statement(HUB, "shop", LogState(1, b"r" * 32), **{**said, **changed})
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(("size", "root", "checkpoint"), [(0, b"r" * 32, ""), (1, b"r" * 31, ""), (1, b"r" * 32, "x")])
def test_a_log_without_a_state_is_refused(size: int, root: bytes, checkpoint: str) -> None:
    with pytest.raises(InvalidInputError):
        LogState(size, root, checkpoint)
