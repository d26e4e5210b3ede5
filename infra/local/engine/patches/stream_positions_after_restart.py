"""Deliver the first stream records after a restart.

Gap: with state kept, the engine saves how many records of a table's stream each consumer has read, but not the records.
After a restart the stream counts from zero again and the consumer skips as many new records as it had read before.
Patch point: `services.lambda_svc.get_state`.
"""

from __future__ import annotations

from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    service = engine_module("services.lambda_svc")
    get_state = patch_point(service, "get_state", ())
    require("dynamodb_stream_positions" in get_state(), "stream positions are not part of the saved state")

    def get_state_without_positions() -> dict[str, Any]:
        state: dict[str, Any] = get_state()
        del state["dynamodb_stream_positions"]
        return state

    service.get_state = get_state_without_positions
