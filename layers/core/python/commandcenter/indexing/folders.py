"""Tell by its folders whether a file is the project's own, a sample, or somebody else's."""

SAMPLES = frozenset(
    ("test", "tests", "testing", "testdata", "__tests__", "fixtures", "fixture", "examples", "example",
     "samples", "sample", "demo", "demos", "benchmarks")
)  # fmt: skip
"""Folders of what serves to test or to show: what stands there is not run for users."""
FOREIGN = frozenset({"vendor", "vendored", "third_party", "third-party", "node_modules", "_vendor"})
"""Folders of other projects' code."""


def is_sample(path: str) -> bool:
    """Say whether a file stands in a folder of tests, fixtures or examples."""
    return not SAMPLES.isdisjoint(path.split("/")[:-1])


def is_foreign(path: str) -> bool:
    """Say whether a file stands in a folder of vendored code."""
    return not FOREIGN.isdisjoint(path.split("/")[:-1])
