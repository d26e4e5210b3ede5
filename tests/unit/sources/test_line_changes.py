import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.sources.line_changes import count_changes

texts = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n", b"d\r\n"]), max_size=14).map(b"".join)
ends = st.sampled_from([b"", b"a", b"b", b"\r"])


def longest_common(before, after):
    """Compute by the textbook table."""
    row = [0] * (len(after) + 1)
    for line in before:
        previous, row = row, [0]
        for number, other in enumerate(after):
            row.append(previous[number] + 1 if line == other else max(previous[number + 1], row[number]))
    return row[-1]


@given(texts, ends, texts, ends)
@settings(max_examples=60)
def test_counts_are_those_of_the_smallest_edit_script(before, before_end, after, after_end):
    old, new = before + before_end, after + after_end
    left, right = [text.split(b"\n")[:-1] for text in (old, new)]
    left += [b"\n" + text for text in [old.split(b"\n")[-1]] if text]
    right += [b"\n" + text for text in [new.split(b"\n")[-1]] if text]
    common = longest_common(left, right)
    assert count_changes(old, new) == (len(right) - common, len(left) - common)


@given(texts, ends, texts, ends)
@settings(max_examples=25, deadline=None)
def test_counts_are_those_of_git(tmp_path_factory, before, before_end, after, after_end):
    folder = tmp_path_factory.mktemp("diff")
    (folder / "old").write_bytes(before + before_end)
    (folder / "new").write_bytes(after + after_end)
    command = ["git", "diff", "--no-index", "--minimal", "--numstat", "old", "new"]
    told = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode().split()
    expected = (int(told[0]), int(told[1])) if told else (0, 0)
    assert count_changes(before + before_end, after + after_end) == expected


@pytest.mark.parametrize(("old", "new"), [(b"\0", b"a"), (b"a", b"x" * 7999 + b"\0"), (b"", b"\0")])
def test_binary_files_are_not_counted(old, new):
    assert count_changes(old, new) is None


def test_a_late_nul_is_text_as_in_git():
    assert count_changes(b"", b"x" * 8000 + b"\0") == (1, 0)


def test_a_large_rewrite_is_counted_exactly_and_a_huge_one_at_once():
    old = b"".join(b"%d\n" % (n * 7 % 5000) for n in range(5000))
    new = b"".join(b"%d\n" % (n * 11 % 5000) for n in range(5000))
    added, deleted = count_changes(old, new)
    assert added == deleted > 4000
    huge = [b"%d\n" % (n % 70_000) for n in range(140_000)]
    assert count_changes(b"".join(huge), b"".join(reversed(huge))) == (0, 0)  # by counting lines, order left out
