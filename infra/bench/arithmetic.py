"""The arithmetic of the figures."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A straight line: y = constant + slope * x."""

    constant: float
    slope: float


@dataclass(frozen=True)
class Timed(Generic[T]):
    """The median of some runs in seconds, by the clock and of processor time; the result is the last run's."""

    wall: float
    cpu: float
    result: T


def fit_line(points: Sequence[tuple[float, float]]) -> Line:
    """Fit a line to (x, y) by least squares; raises ValueError for points that lie above one x."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / max(count, 1), sum(y for _, y in points) / max(count, 1)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    if not spread:
        raise ValueError("a line needs points at two places at least")
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return Line(mean_y - slope * mean_x, slope)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0..1) of the values do not exceed (nearest rank)."""
    if not values or not 0 <= share <= 1:
        raise ValueError("a percentile needs values, and a share between 0 and 1")
    ordered = sorted(values)
    # 0.07 * 100 is a little more than 7 in binary; without the rounding its rank would be 8.
    return ordered[max(math.ceil(round(share * len(ordered), 9)), 1) - 1]


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and p99."""
    return {f"p{share}": percentile(values, share / 100) for share in (50, 95, 99)}


def time_runs(work: Callable[[], T], runs: int) -> Timed[T]:
    """Run the work some times and take medians; processor time is of this process alone."""
    if runs < 1:
        raise ValueError("at least one run")
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = perf_counter(), process_time()
        result = work()
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
    return Timed(median(walls), median(cpus), result)


def time_each(work: Callable[[], object], runs: int) -> list[float]:
    """Run the work some times; returns the milliseconds each run took by the clock."""
    taken = []
    for _ in range(runs):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1000)
    return taken
