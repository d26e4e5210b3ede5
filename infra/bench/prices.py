"""What requests cost: units as AWS bills them, times the prices in prices.json."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PRICES: Mapping[str, Any] = json.loads(Path(__file__).with_name("prices.json").read_text())


def item_size(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Estimate the bytes DynamoDB bills for an item: the names of its attributes and their values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def write_units(size: int) -> int:
    """Count the write request units of an item: one for each KB begun."""
    return max(math.ceil(size / 1024), 1)


def read_units(size: int) -> int:
    """Count the read request units of a strongly consistent read: one for each 4 KB begun."""
    return max(math.ceil(size / 4096), 1)


def index_units(before: str | None, after: str | None) -> int:
    """Count the write units of an index entry, keys only: one when it comes or goes, two when its key changes."""
    if before == after:
        return 0
    return 1 if before is None or after is None else 2


def cost(units: Mapping[str, float], prices: Mapping[str, Any] = PRICES) -> float:
    """Price units by their names under `per_million`; raises KeyError for a name without a price."""
    return float(sum(prices["per_million"][name] * count / 1e6 for name, count in units.items()))


def commit_overhead(prices: Mapping[str, Any] = PRICES) -> dict[str, float]:
    """Price what every pushed commit costs beside its table and bucket: functions, queues, the event."""
    assumed = prices["assumptions"]
    functions: Mapping[str, Mapping[str, float]] = assumed["functions"]
    seconds = sum(one["memory_mb"] / 1024 * one["seconds"] for one in functions.values())
    polls = assumed["sqs_requests_per_message"]
    return {
        "functions": seconds * prices["lambda_gb_second"] + cost({"lambda_request": len(functions)}, prices),
        "queues and events": cost({"sqs_fifo": polls, "sqs_standard": polls, "eventbridge_event": 1}, prices),
    }


def _value_size(value: Mapping[str, Any]) -> int:
    kind, said = next(iter(value.items()))
    if kind == "S":
        return len(said.encode())
    if kind == "N":
        return len(str(said)) // 2 + 2
    return len(said) if kind == "B" else 1
