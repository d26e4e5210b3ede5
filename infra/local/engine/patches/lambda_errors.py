"""Report a Python function's exception as AWS does, keep its worker, and do not wait for output that never comes.

Gaps: every exception is reported as `Runtime.HandlerError` without stack trace, so nothing can retry or catch by the
exception's class; every exception also ends the worker process, so the next call starts cold; and after every call that
writes no log line the engine waits 50 ms for one.
Patch points: two lines of the worker's script, `Worker._drain_stderr_bounded` and
`services.lambda_svc._execute_function_warm`.

The worker ends its log output of each call with END_OF_LOG, so that the engine knows when it has all of it. An
exception travels as an ordinary result marked with FAILURE: the engine kills a worker that answers with an error.
"""

from __future__ import annotations

import queue
import time
from typing import Any

from patching import engine_module, patch_point, replace_once

END_OF_LOG = "\x01end-of-log\x01"
FAILURE = "__commandcenter_failure__"
LOG_WAIT_SECONDS = 0.25

STOCK_RESULT = """_real_stdout.write(json.dumps({"status": "ok", "result": result}) + "\\n")"""
RESULT = f"""_answer = json.dumps({{"status": "ok", "result": result}})
            sys.stderr.write({END_OF_LOG + chr(10)!r})
            sys.stderr.flush()
            _real_stdout.write(_answer + "\\n")"""

STOCK_FAILURE = (
    """_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()}) + "\\n")"""
)
REPORTED_FAILURE = f"""sys.stderr.write(traceback.format_exc() + {END_OF_LOG + chr(10)!r})
            sys.stderr.flush()
            _failure = {{"errorMessage": str(e), "errorType": type(e).__name__, "requestId": context.aws_request_id,
                        "stackTrace": traceback.format_tb(e.__traceback__)[1:]}}
            _real_stdout.write(json.dumps({{"status": "ok", "result": {{{FAILURE!r}: _failure}}}}) + "\\n")"""


def apply() -> None:
    runtime = engine_module("core.lambda_runtime")
    service = engine_module("services.lambda_svc")
    drain = patch_point(runtime.Worker, "_drain_stderr_bounded", ("self",))
    execute = patch_point(service, "_execute_function_warm", ("func", "event", "request_id"))
    script = replace_once(runtime._PYTHON_WORKER_SCRIPT, STOCK_RESULT, RESULT)
    runtime._PYTHON_WORKER_SCRIPT = replace_once(script, STOCK_FAILURE, REPORTED_FAILURE)

    def drain_to_marker(worker: Any) -> str:
        is_python = str(worker.config.get("Runtime", "")).startswith("python")
        return read_log(worker._stderr_queue) if is_python else str(drain(worker))

    def execute_reporting(func: Any, event: Any, request_id: str) -> Any:
        return as_reported(execute(func, event, request_id))

    runtime.Worker._drain_stderr_bounded = drain_to_marker
    service._execute_function_warm = execute_reporting


def read_log(lines: queue.Queue[str]) -> str:
    """Collect the lines that a worker wrote, up to and without its marker."""
    collected: list[str] = []
    deadline = time.monotonic() + LOG_WAIT_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        text, marker, _ = line.partition(END_OF_LOG)
        if text or not marker:
            collected.append(text)
        if marker:
            break
    return "\n".join(collected)


def as_reported(outcome: dict[str, Any]) -> dict[str, Any]:
    """Turn a result that carries a failure into the engine's form of an unhandled error."""
    body = outcome.get("body")
    if not isinstance(body, dict) or set(body) != {FAILURE}:
        return outcome
    return {"body": body[FAILURE], "error": True, "function_error": "Unhandled", "log": outcome.get("log", "")}
