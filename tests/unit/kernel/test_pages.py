"""Cursor pages: every item once, whatever is added or taken away between two pages."""

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.pages import MAX_PAGE, check_limit, decode_cursor, encode_cursor, page_of

words = st.lists(st.text(max_size=5), unique=True, max_size=25).map(sorted)


def walk(pages):
    """Collect pages until the cursor ends; `pages` gives the items as they stand at each call."""
    seen, cursor, sizes = [], None, []
    for items, first in pages:
        page = page_of(items, str, first=first, after=cursor)
        assert page.total == len(items)
        seen += page.items
        sizes.append(len(page.items))
        cursor = page.next
        if cursor is None:
            return seen, sizes
    raise AssertionError("the pages do not end")


@given(words, st.integers(1, 7))
def test_pages_hold_every_item_once(items, first):
    seen, sizes = walk([(items, first)] * 30)
    assert seen == items
    assert all(size == first for size in sizes[:-1])


@given(words, words, st.integers(1, 5))
def test_what_stays_is_seen_once_while_the_rest_comes_and_goes(kept, fleeting, first):
    changing = sorted({*kept, *fleeting})
    seen, _ = walk([(changing if turn % 2 else kept, first) for turn in range(80)])
    assert [item for item in seen if item in kept] == kept


@given(st.text())
def test_a_cursor_comes_back(position):
    assert decode_cursor(encode_cursor(position)) == position
    assert encode_cursor(position).replace("-", "").replace("_", "").isalnum()


@given(st.text() | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode()))
@example(base64.urlsafe_b64encode(b"[" * 100_000).decode())
@example(base64.urlsafe_b64encode(b'{"after":7}').decode())
@example(base64.urlsafe_b64encode(b'["after"]').decode())
@example(base64.urlsafe_b64encode(b"1" * 5000).decode())
def test_any_text_is_a_cursor_or_refused(text):
    try:
        position = decode_cursor(text)
    except InvalidInputError:
        return
    assert isinstance(position, str)


@pytest.mark.parametrize("limit", [1, MAX_PAGE])
def test_a_page_size_is_kept(limit):
    assert check_limit(limit) == limit


@pytest.mark.parametrize("limit", [0, -1, MAX_PAGE + 1])
def test_a_page_size_out_of_range_is_refused(limit):
    with pytest.raises(InvalidInputError):
        check_limit(limit)
    with pytest.raises(InvalidInputError):
        page_of([], str, first=limit, after=None)
