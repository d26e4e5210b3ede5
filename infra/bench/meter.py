"""Count every request that botocore sends, whoever made the client, and the units AWS would bill for it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import botocore.handlers
from prices import index_units, item_size, read_units, write_units

S3_WRITES = frozenset({"PutObject", "CopyObject", "ListObjectsV2", "CreateBucket"})
"""Billed as PUT is."""
ITEM_WRITES = ("PutItem", "UpdateItem", "DeleteItem")


class Meter:
    """Hold what was counted since the last `reset`: requests by operation, and units by their name in the price table."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.units: Counter[str] = Counter()
        self._aliases: dict[tuple[str, str], str] = {}

    def reset(self) -> None:
        """Start from zero; which item has which alias stays known."""
        self.requests.clear()
        self.units.clear()

    @property
    def item_writes(self) -> int:
        return sum(self.requests[name] for name in ITEM_WRITES)

    def sending(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        """Take note of a request before it is sent; the name of its service is that of its model."""
        operation = model.name
        self.requests[operation] += 1
        if model.service_model.service_name == "s3":
            self.units["s3_put" if operation in S3_WRITES else "s3_get"] += 1
        elif operation == "PutItem":
            self._put(params["Item"])
        elif operation in ITEM_WRITES:
            self.units["dynamodb_write_unit"] += 1  # the head: a few hundred bytes

    def answered(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        """Take note of what a read brought; all reads of the ledger are strongly consistent."""
        if model.name == "GetItem":
            self._read(item_size(parsed.get("Item", {})))
        elif model.name in {"Query", "Scan"}:
            self._read(sum(map(item_size, parsed.get("Items", ()))))
        elif model.name == "BatchGetItem":
            for items in parsed.get("Responses", {}).values():
                for item in items:
                    self._read(item_size(item))

    def _put(self, item: Mapping[str, Mapping[str, Any]]) -> None:
        key = (item["pk"]["S"], item["sk"]["S"])
        before, after = self._aliases.get(key), item.get("alias", {}).get("S")
        self.units["dynamodb_write_unit"] += write_units(item_size(item)) + index_units(before, after)
        self._aliases.pop(key, None)
        if after is not None:
            self._aliases[key] = after

    def _read(self, size: int) -> None:
        self.units["dynamodb_read_unit"] += read_units(size)


@contextmanager
def metered() -> Iterator[Meter]:
    """Meter all clients that are made within the block, as long as they live."""
    meter = Meter()
    hooks: list[tuple[str, Any]] = [("before-parameter-build.*.*", meter.sending), ("after-call.*.*", meter.answered)]
    botocore.handlers.BUILTIN_HANDLERS.extend(hooks)
    try:
        yield meter
    finally:
        for hook in hooks:
            botocore.handlers.BUILTIN_HANDLERS.remove(hook)
