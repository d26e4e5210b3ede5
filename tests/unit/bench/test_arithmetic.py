"""The arithmetic behind the figures of `make bench`, against the standard library and against definitions."""

import statistics

import pytest
from arithmetic import fit_line, percentile, percentiles, time_each, time_runs
from hypothesis import given
from hypothesis import strategies as st

small = st.integers(-1000, 1000)


@given(
    st.lists(st.tuples(small, small), min_size=2, max_size=20).filter(lambda points: len({x for x, _ in points}) > 1)
)
def test_a_fitted_line_is_that_of_the_standard_library(points):
    line, known = fit_line(points), statistics.linear_regression(*zip(*points, strict=True))
    assert line.slope == pytest.approx(known.slope, abs=1e-6)
    assert line.constant == pytest.approx(known.intercept, abs=1e-6)


@given(small, small, st.sets(small, min_size=2, max_size=10))
def test_points_on_a_line_give_the_line(constant, slope, places):
    line = fit_line([(x, constant + slope * x) for x in places])
    assert line.slope == pytest.approx(slope, abs=1e-6)
    assert line.constant == pytest.approx(constant, abs=1e-6)


@pytest.mark.parametrize("points", [[], [(1, 2)], [(3, 1), (3, 5)]])
def test_no_line_goes_through_one_place(points):
    with pytest.raises(ValueError, match="two places"):
        fit_line(points)


@given(st.lists(small, min_size=1, max_size=60), st.integers(0, 100))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values, hundredths):
    found = percentile(values, hundredths / 100)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= hundredths * len(values)
    lower = [value for value in values if value < found]
    assert not lower or sum(value <= max(lower) for value in values) * 100 < hundredths * len(values)


def test_percentiles_of_a_hundred_values():
    assert percentiles(range(1, 101)) == {"p50": 50, "p95": 95, "p99": 99}


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1], 1.1), ([1], -0.1)])
def test_no_percentile_of_nothing_or_beyond_all(values, share):
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_work_is_run_as_often_as_asked_and_the_last_result_kept():
    seen = []
    timed = time_runs(lambda: seen.append(None) or len(seen), 3)
    assert timed.result == len(seen) == 3
    assert len(time_each(lambda: seen.append(None), 4)) == 4
    assert len(seen) == 7
    with pytest.raises(ValueError, match="one run"):
        time_runs(lambda: None, 0)
