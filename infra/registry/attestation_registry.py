"""What the registry answers.

POST /attestations            {project, digest, summary, signer, proofUrl}, header Idempotency-Key: <digest>
                              201 a receipt; 200 the same receipt for the same entry; 409 for another one of this digest
GET  /attestations/<digest>   200 {entry, receipt}; 404
POST /faults                  {"answer": "500" | "409" | "garbage" | "lost", "times": n}: what the next n requests meet
GET  /                        a page for people

All but the page ask for the bearer token. `lost` takes the request as it is and then answers 500; only what is posted
meets `409`.
"""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Self
from uuid import uuid4

from kept_entries import KeptEntries
from registry_page import page_of

Answer = tuple[int, bytes, str]
"""Status, body, media type."""

FAULTS = ("500", "409", "garbage", "lost")
GARBAGE = b"<html><p>Service temporarily \xff\xfe"
MAX_TIMES = 1_000_000
_TEXTS = ("project", "digest", "signer", "proofUrl")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass
class AttestationRegistry:
    """Answer requests.

    Args:
        token: What callers show.
        kept: Where entries are.
        asked: Method and path of every request, in order.
    """

    token: str
    kept: KeptEntries = field(default_factory=KeptEntries)
    asked: list[str] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def fail(self, times: int, answer: str = "500") -> Self:
        """Let the next requests meet a fault, one of FAULTS; the page shows all the same."""
        if answer not in FAULTS or not 0 <= times <= MAX_TIMES:
            raise ValueError(f"a fault is one of {', '.join(FAULTS)}, at most {MAX_TIMES:,} times")
        with self._lock:
            self._faults += [answer] * times
        return self

    def recover(self) -> None:
        """Forget the faults that are left."""
        with self._lock:
            self._faults.clear()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; names of headers are in lower case."""
        self.asked.append(f"{method} {path}")
        if (method, path) == ("GET", "/"):
            return 200, page_of(self.kept.all()), "text/html; charset=utf-8"
        shown = headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, f"Bearer {self.token}".encode()):
            return _problem(401, "a bearer token is asked for")
        if (method, path) == ("POST", "/faults"):
            return self._take_faults(body)
        fault = self._next_fault(method)
        if fault in ("500", "409"):
            return _problem(int(fault), "as it was told to")
        if fault == "garbage":
            return 200, GARBAGE, "application/json"
        said = self._route(method, path, headers, body)
        return _problem(500, "as it was told to") if fault == "lost" else said

    def _next_fault(self, method: str) -> str:
        with self._lock:
            waits = not self._faults or (self._faults[0] == "409" and method != "POST")
            return "" if waits else self._faults.pop(0)

    def _route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if (method, path) == ("POST", "/attestations"):
            return self._register(headers.get("idempotency-key", ""), body)
        held = self.kept.get(path.removeprefix("/attestations/"))
        if method != "GET" or not path.startswith("/attestations/") or held is None:
            return _problem(404, "there is nothing here")
        return _json(200, held)

    def _register(self, key: str, body: bytes) -> Answer:
        entry = _load(body)
        if not _is_entry(entry):
            return _problem(400, "an entry is {project, digest, summary, signer, proofUrl}")
        if key != entry["digest"]:
            return _problem(400, "Idempotency-Key is the digest of the entry")
        registered = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        receipt = {"id": uuid4().hex, "digest": entry["digest"], "registered": registered}
        kept = self.kept.put_new(entry["digest"], {"entry": entry, "receipt": receipt})
        if _text(kept["entry"]) != _text(entry):  # to Python, 1 equals true
            return _problem(409, "another entry of this digest is kept")
        return _json(201 if kept["receipt"] is receipt else 200, kept["receipt"])

    def _take_faults(self, body: bytes) -> Answer:
        match _load(body):
            case {"answer": str(answer), "times": int(times)} if answer in FAULTS and 0 <= times <= MAX_TIMES:
                self.fail(times, answer)
                return _json(200, {"answer": answer, "times": times})
        return _problem(400, f"an answer is one of {', '.join(FAULTS)}")


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {*_TEXTS, "summary"}
        and all(isinstance(entry[name], str) for name in _TEXTS)
        and isinstance(entry["summary"], dict)
        and _DIGEST.fullmatch(entry["digest"]) is not None
    )


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _json(status: int, value: Any) -> Answer:
    return status, _text(value).encode(), "application/json"


def _problem(status: int, detail: str) -> Answer:
    return status, json.dumps({"status": status, "detail": detail}).encode(), "application/problem+json"
