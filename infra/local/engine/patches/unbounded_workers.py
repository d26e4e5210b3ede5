"""Bound the worker processes of one function; further calls wait for a free one.

Gap: the engine starts one process of about 50 MB per concurrent call and keeps it for minutes, so one burst fills the
memory of a small machine. Its own ceiling does not wait but answers 429, which AWS would not.
A function that calls itself can exhaust the bound; its innermost call is throttled after WAIT_SECONDS.
Patch point: `acquire_worker` of `core.lambda_runtime`, and the copy of that name in `services.lambda_svc`.
"""

from __future__ import annotations

import os
import time
from typing import Any

from patching import engine_module, patch_point, require

WAIT_SECONDS = 60.0
POLL_SECONDS = 0.002


def apply() -> None:
    runtime = engine_module("core.lambda_runtime")
    service = engine_module("services.lambda_svc")
    acquire = patch_point(runtime, "acquire_worker", ("func_name", "config", "code_zip", "qualifier"))
    require(service.acquire_worker is acquire, "the Lambda service acquires workers in another way")
    require(hasattr(runtime, "_LOCAL_MAX_WORKERS"), "core.lambda_runtime has no worker ceiling")
    runtime._LOCAL_MAX_WORKERS = int(os.environ.get("LAMBDA_WORKERS_PER_FUNCTION", "4"))

    def acquire_or_wait(*arguments: Any, **named: Any) -> Any:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            worker, reason = acquire(*arguments, **named)
            if worker is not None or time.monotonic() > deadline:
                return worker, reason
            time.sleep(POLL_SECONDS)

    runtime.acquire_worker = service.acquire_worker = acquire_or_wait
