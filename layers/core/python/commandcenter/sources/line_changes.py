"""How many lines a change adds and deletes, as the smallest edit script has it (what `git diff --minimal` counts)."""

from collections import Counter
from collections.abc import Sequence

_BINARY_HEAD = 8000
MAX_WORK = 1 << 34
"""Product of line counts up to which the exact answer is computed: about a second."""


def count_changes(old: bytes, new: bytes) -> tuple[int, int] | None:
    """Count (added, deleted) lines; None when either side is binary, by Git's rule: a NUL in the first 8,000 bytes."""
    if b"\0" in old[:_BINARY_HEAD] or b"\0" in new[:_BINARY_HEAD]:
        return None
    before, after = _lines(old), _lines(new)
    kept = _common(before, after)
    return len(after) - kept, len(before) - kept


def _lines(data: bytes) -> list[bytes]:
    """Split at line feeds alone; a last line without one differs from the same line with one."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [*lines, last + b"\n"] if last else lines


def _common(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    """Compute the length of the longest common subsequence of lines."""
    shortest = min(len(before), len(after))
    start = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    end = next((i for i in range(shortest - start) if before[-1 - i] != after[-1 - i]), shortest - start)
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    both = set(before) & set(after)
    before, after = [line for line in before if line in both], [line for line in after if line in both]
    if len(before) * len(after) > MAX_WORK:
        return start + end + (Counter(before) & Counter(after)).total()
    return start + end + _longest_common(before, after)


def _longest_common(before: Sequence[bytes], after: Sequence[bytes]) -> int:
    """Count with one bit per line of `before` (Hyyro 2004, "Bit-parallel LCS-length computation revisited")."""
    masks: dict[bytes, int] = {}
    for number, line in enumerate(before):
        masks[line] = masks.get(line, 0) | 1 << number
    full = (1 << len(before)) - 1
    row = full
    for line in after:
        matched = row & masks[line]
        row = ((row + matched) | (row - matched)) & full
    return len(before) - row.bit_count()
