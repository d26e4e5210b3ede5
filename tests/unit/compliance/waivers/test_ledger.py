"""Waivers in the hub's ledger: plans, races, and a model they are held against."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiver_parts import AGREES, ALICE, BOB, DAY, T0, approved, waiver

from commandcenter.compliance.waivers.ledger import plan_approve, plan_request, plan_revoke, waiver_key, waivers_of
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.compliance.waivers.signed import principal_of
from commandcenter.graph.ports import Plan
from commandcenter.kernel.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, ProblemError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt
from commandcenter.ledger.open import open_memory

CAROL = "key:carol1234567"


def submit(ledger: Ledger, plan: Plan, at: datetime = T0) -> Receipt:
    return ledger.submit(HUB_PROJECT, plan, Meta(at, "tester", "test", "source"))


def held(ledger: Ledger) -> list[Waiver]:
    return waivers_of(ledger.as_of(HUB_PROJECT))


@pytest.fixture
def ledger() -> Ledger:
    opened = open_memory()
    submit(opened, lambda _: [Change("project:shop", {"scope": "registry"})])
    submit(opened, plan_request(waiver()))
    return opened


def test_a_request_is_kept_and_answered(ledger: Ledger) -> None:
    assert held(ledger) == [waiver()]
    submit(ledger, plan_approve(waiver().id, BOB, T0 + DAY))
    assert held(ledger) == [approved()]
    submit(ledger, plan_revoke(waiver().id, ALICE, T0 + 2 * DAY))
    assert held(ledger) == [approved(revoked_by=ALICE, revoked_at=T0 + 2 * DAY)]


def test_the_same_said_again_changes_nothing(ledger: Ledger) -> None:
    for plan in (plan_approve(waiver().id, BOB, T0), plan_revoke(waiver().id, BOB, T0)):
        assert submit(ledger, plan).committed
        assert not submit(ledger, plan).committed
        assert not submit(ledger, plan_request(waiver())).committed


REFUSALS: list[tuple[Callable[[], Any], type[ProblemError]]] = [
    (lambda: plan_approve(waiver().id, ALICE, T0), ForbiddenError),
    (lambda: plan_approve(waiver().id, BOB, waiver().expires), ConflictError),
    (lambda: plan_approve("0" * 64, BOB, T0), NotFoundError),
    (lambda: plan_revoke("0" * 64, BOB, T0), NotFoundError),
    (lambda: plan_approve(waiver().id, principal_of(AGREES), T0), InvalidInputError),
    (lambda: plan_revoke(waiver().id, principal_of(AGREES), T0), InvalidInputError),
    (lambda: plan_request(waiver(requester=principal_of(AGREES))), InvalidInputError),
    (lambda: plan_request(approved()), InvalidInputError),
    (lambda: plan_request(waiver().revoke(ALICE, T0)), InvalidInputError),
]


@pytest.mark.parametrize(("make", "error"), REFUSALS)
def test_what_is_refused_leaves_nothing(ledger: Ledger, make: Callable[[], Plan], error: type[ProblemError]) -> None:
    with pytest.raises(error):
        submit(ledger, make())
    assert held(ledger) == [waiver()]


def test_an_approval_that_lasts_too_long_is_refused() -> None:
    ledger, asked = open_memory(), waiver(expires=T0 + 400 * DAY)
    submit(ledger, plan_request(asked))
    with pytest.raises(InvalidInputError) as caught:
        submit(ledger, plan_approve(asked.id, BOB, T0 + DAY))
    assert caught.value.pointer == "/expires"
    submit(ledger, plan_approve(asked.id, BOB, T0 + 34 * DAY))


FIRST: list[tuple[Plan, Plan]] = [
    (plan_approve(waiver().id, BOB, T0), plan_approve(waiver().id, CAROL, T0)),
    (plan_revoke(waiver().id, ALICE, T0), plan_approve(waiver().id, BOB, T0)),
    (plan_revoke(waiver().id, ALICE, T0), plan_revoke(waiver().id, BOB, T0)),
]


@pytest.mark.parametrize(("first", "second"), FIRST, ids=["approve-approve", "revoke-approve", "revoke-revoke"])
def test_who_loses_a_race_is_refused(ledger: Ledger, first: Plan, second: Plan) -> None:
    """The second has planned already when the first commits."""
    planned: list[int] = []

    def racing(state: Any) -> list[Change]:
        changes = list(second(state))
        planned.append(state.rev)
        submit(ledger, first)
        return changes

    with pytest.raises(ConflictError):
        submit(ledger, racing)
    assert len(planned) == 1
    winner = open_memory()
    submit(winner, plan_request(waiver()))
    submit(winner, first)
    assert held(ledger) == held(winner)


def test_of_many_who_approve_at_once_one_does(ledger: Ledger) -> None:
    start, done, lost = threading.Barrier(6), list[str](), list[str]()

    def approve(who: str) -> None:
        start.wait()
        try:
            submit(ledger, plan_approve(waiver().id, who, T0))
            done.append(who)
        except ConflictError:
            lost.append(who)

    threads = [threading.Thread(target=approve, args=(f"key:person{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(lost)) == (1, 5)
    assert [one.approver for one in held(ledger)] == done


PEOPLE = [ALICE, BOB, CAROL]
acts = st.tuples(st.sampled_from(["request", "approve", "revoke"]), st.sampled_from(PEOPLE), st.integers(0, 40))


@given(said=st.lists(acts, max_size=8))
def test_any_conversation_ends_as_a_plain_model_says(said: list[tuple[str, str, int]]) -> None:
    """Alice asks; who may answer, and when, is written out once more here."""
    ledger, asked, answers = open_memory(), False, dict[str, tuple[str, int]]()
    for what, who, day in said:
        fine = {
            "request": True,
            "approve": (asked and answers.get("approve") == (who, day))
            or (asked and not answers and who != ALICE and day < 30),
            "revoke": asked and answers.get("revoke", (who, day)) == (who, day),
        }[what]
        plans = {"request": plan_request(waiver()), "approve": plan_approve, "revoke": plan_revoke}
        plan = plans[what] if what == "request" else plans[what](waiver().id, who, T0 + day * DAY)
        try:
            submit(ledger, plan)
        except ProblemError:
            assert not fine
            continue
        assert fine
        asked = True
        if what != "request":
            answers[what] = (who, day)
    expected = {}
    if "approve" in answers:
        expected |= {"approver": answers["approve"][0], "approved_at": T0 + answers["approve"][1] * DAY}
    if "revoke" in answers:
        expected |= {"revoked_by": answers["revoke"][0], "revoked_at": T0 + answers["revoke"][1] * DAY}
    assert (held(ledger) if ledger.head(HUB_PROJECT) else []) == ([waiver(**expected)] if asked else [])


def test_a_broken_record_is_named() -> None:
    body = {"scope": "waivers", "waiver": waiver().to_json()}
    assert waivers_of({waiver_key(waiver().id): body, "waiver:else": {"scope": "source"}}) == [waiver()]
    with pytest.raises(InvalidInputError):
        waivers_of({"waiver:other": body})
    with pytest.raises(InvalidInputError):
        waivers_of({waiver_key(waiver().id): {**body, "waiver": {**body["waiver"], "owner": "me"}}})
