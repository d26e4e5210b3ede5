from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.strength import HALF_LIFE, strength
from commandcenter.kernel.clock import format_time

from .worlds import START

weights = st.floats(0, 1)
ages = st.integers(0, 2000)
SLACK = 1e-12


def piece(weight, age=0):
    return {"kind": "k", "ref": "r", "at": format_time(START - timedelta(days=age)), "weight": weight}


pieces = st.lists(st.builds(piece, weights, ages), max_size=6)


@given(pieces, st.builds(piece, weights, ages))
def test_more_evidence_never_weakens(evidence, more):
    assert 0 <= strength(evidence, START) <= strength([*evidence, more], START) + SLACK <= 1 + SLACK


@given(pieces, ages, ages)
def test_time_never_strengthens(evidence, a, b):
    early, late = sorted((a, b))
    assert strength(evidence, START + timedelta(days=late)) <= strength(evidence, START + timedelta(days=early)) + SLACK


@given(pieces, ages, ages, ages)
def test_a_later_confirmation_never_weakens(evidence, now, a, b):
    early, late = sorted((a, b))
    moment = START + timedelta(days=now)
    weak, strong = (strength(evidence, moment, confirmed=START + timedelta(days=day)) for day in (early, late))
    assert weak <= strong + SLACK


@given(pieces, weights, weights, ages)
def test_weight_counts(evidence, a, b, age):
    light, heavy = sorted((a, b))
    assert strength([*evidence, piece(light, age)], START) <= strength([*evidence, piece(heavy, age)], START) + SLACK


@settings(max_examples=30)
@given(st.permutations([piece(0.1, 3), piece(0.5), piece(0.9, 400)]))
def test_order_does_not_count(evidence):
    assert strength(evidence, START) == pytest.approx(strength(sorted(evidence, key=str), START))


def test_it_halves_with_each_half_life_and_adds_up_as_independent_sightings():
    assert strength([], START) == 0
    assert strength([piece(1)], START) == 1
    assert strength([piece(0.8)], START + HALF_LIFE) == pytest.approx(0.4)
    assert strength([piece(0.8)], START + 2 * HALF_LIFE, confirmed=START + HALF_LIFE) == pytest.approx(0.4)
    assert strength([piece(0.5), piece(0.5)], START) == pytest.approx(0.75)


def test_what_was_not_yet_seen_counts_nothing():
    assert strength([piece(0.9)], START - timedelta(seconds=1)) == 0
