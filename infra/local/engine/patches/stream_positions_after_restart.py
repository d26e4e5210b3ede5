"""Deliver the first stream records after a restart.

Gap: with state kept, the engine saves how many records of a table's stream each consumer has read, but not the records.
After a restart the stream counts from zero again and the consumer skips as many new records as it had read before.
Patch point: `services.lambda_svc.get_state`.
"""

from __future__ import annotations

import inspect
from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    service = engine_module("services.lambda_svc")
    get_state = patch_point(service, "get_state", ())
    # The source is read instead of calling the function, which deletes the code of functions that are not loaded yet.
    require('"dynamodb_stream_positions"' in inspect.getsource(get_state), "stream positions are no longer saved")

    def get_state_from_zero() -> dict[str, Any]:
        state: dict[str, Any] = get_state()
        # Zero, not absent: a consumer without a position that starts at LATEST would skip its first batch.
        positions = state["dynamodb_stream_positions"]
        for key, _ in positions.all_items():
            positions.set_scoped(*key, 0)
        return state

    service.get_state = get_state_from_zero
