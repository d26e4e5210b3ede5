"""Where the time of a run goes: in our own code, in parsers, in hashing, in JSON, elsewhere."""

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from commandcenter.kernel.layers import CHECKOUT

OWN = (str(CHECKOUT / "layers"), str(CHECKOUT / "plugins"))
BUILT_IN = {
    "builtins.compile": "parsers",
    "tree_sitter": "parsers",
    "_yaml": "parsers",
    "pyexpat": "parsers",
    "_hashlib": "hashing",
    "hashlib": "hashing",
    "_json": "JSON",
    "encode_basestring": "JSON",
    "posix.": "files",
    "_io.": "files",
}
LIBRARIES = {"/ast.py": "parsers", "/json/": "JSON", "/yaml/": "parsers", "/tomllib/": "parsers", "/zlib": "hashing"}


def shares_of(work: Callable[[], object]) -> dict[str, float]:
    """Run the work under the profiler; returns the share of its time by group, largest first.

    The profiler costs each Python call something and compiled code nothing, so our own share comes out too large.
    """
    profile = cProfile.Profile()
    profile.runcall(work)
    return group_times(vars(pstats.Stats(profile))["stats"])


def group_times(stats: Mapping[tuple[str, int, str], tuple[Any, ...]]) -> dict[str, float]:
    """Add up the time spent in each function itself (third value of pstats) by group, as shares of the whole."""
    times: Counter[str] = Counter()
    for (file, _, name), (_, _, own, *_) in stats.items():
        times[group_of(file, name)] += own
    whole = sum(times.values()) or 1.0
    return {group: spent / whole for group, spent in times.most_common()}


def group_of(file: str, name: str) -> str:
    """Name the group of a function by its file, or by its name when it is compiled (`~`)."""
    if file.startswith(OWN):
        return "our own code"
    known = BUILT_IN if file == "~" else LIBRARIES
    said = name if file == "~" else file
    return next((group for part, group in known.items() if part in said), "rest of Python")
