"""Times: one text for one moment, and text order is time order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock, SystemClock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001 (zones are drawn)


def to_milliseconds(moment):
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


@given(moments)
def test_a_time_comes_back_to_the_millisecond(moment):
    text = format_time(moment)
    assert parse_time(text) == to_milliseconds(moment)
    assert format_time(parse_time(text)) == text
    assert len(text) == 24


@given(moments, moments)
def test_text_order_is_time_order(one, other):
    one, other = to_milliseconds(one), to_milliseconds(other)
    assert (format_time(one) < format_time(other)) == (one < other)


@given(
    st.text(max_size=30)
    | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?")
)
@example("0001-01-01T00:00:00+01:00")
@example("9999-12-31T23:59:59-01:00")
@example("2026-01-01T00:00:00+24:00")
@example("2026-01-01T24:00:00Z")
def test_any_text_is_a_time_with_a_zone_or_refused(text):
    try:
        moment = parse_time(text)
    except InvalidInputError:
        return
    assert moment.utcoffset() == timedelta(0)
    assert parse_time(format_time(moment)) == to_milliseconds(moment)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", None, 5, b"2026"],
)
def test_what_is_not_a_time_with_a_zone_is_refused(text):
    with pytest.raises(InvalidInputError):
        parse_time(text)


def test_other_offsets_and_precisions_are_read():
    assert parse_time("2026-01-01T02:00:00.123456+02:00") == datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert format_time(parse_time("2025-12-31T19:00:00-05:00")) == "2026-01-01T00:00:00.000Z"


def test_a_time_without_a_zone_is_not_written():
    with pytest.raises(InvalidInputError):
        format_time(datetime(2026, 1, 1))  # noqa: DTZ001


def test_clocks():
    clock = FixedClock()
    start = clock.now()
    clock.advance(1.5)
    assert clock.now() - start == timedelta(seconds=1.5)
    before = datetime.now(UTC)
    assert before <= SystemClock().now() <= datetime.now(UTC)
