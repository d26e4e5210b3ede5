"""Ask the OPA process for decisions; what it does not decide is denied."""

import threading
from collections.abc import Mapping
from typing import Any

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import UnavailableError
from commandcenter.policy.opa import OpaProcess

UNDECIDED: Mapping[str, Json] = {"allow": False, "reason": "no policy decides this"}


class OpaClient:
    """Send one query after another over a kept connection to the OPA that this worker started.

    Args:
        process: Started here when it is not running.
        timeout: Seconds one answer may take.
    """

    def __init__(self, process: OpaProcess, *, timeout: float = 1.5) -> None:
        self._process, self._timeout = process, timeout
        self._lock = threading.Lock()
        self._client: Any = None
        self._connect()

    def decide(self, path: str, facts: Json) -> Mapping[str, Json]:
        """Evaluate the rule at a slash-separated path such as `hub/access/decision` with `facts` as its input.

        Returns the decision object; one that is undefined, or no object with `allow`, is a denial.
        Raises UnavailableError when OPA does not answer, even after it was started once more.
        """
        with self._lock:
            answer = self._ask(path, facts)
        result = answer.get("result")
        return result if isinstance(result, dict) and isinstance(result.get("allow"), bool) else UNDECIDED

    def evaluate(self, path: str, facts: Json) -> Json:
        """Evaluate the rule at a slash-separated path and return its value, None when it is undefined.

        Raises UnavailableError when OPA does not answer in time, or at all after it was started once more.
        """
        with self._lock:
            return self._ask(path, facts).get("result")

    def close(self) -> None:
        """Close the connection and stop the process."""
        self._client.close_connection()
        self._process.stop()

    def _ask(self, path: str, facts: Json) -> dict[str, Any]:
        from requests import exceptions

        try:
            return self._query(path, facts)
        except exceptions.ConnectionError:
            self._connect()  # a dead child is started anew, a connection gone stale while frozen is opened anew
        except exceptions.RequestException as error:
            raise UnavailableError(f"the policy engine does not answer: {type(error).__name__}") from None
        try:
            return self._query(path, facts)
        except exceptions.RequestException as error:
            raise UnavailableError(f"the policy engine does not answer: {type(error).__name__}") from None

    def _query(self, path: str, facts: Json) -> dict[str, Any]:
        package, _, rule = path.rpartition("/")
        answer: dict[str, Any] = self._client.query_rule(facts, package, rule)
        return answer

    def _connect(self) -> None:
        """Open a session; importing the client takes as long as OPA needs to start, so the one hides the other."""
        starting = not self._process.started()
        if starting:
            self._process.launch()
        from opa_client import opa

        running = self._process.await_ready() if starting else self._process.running
        if self._client is not None:
            self._client.close_connection()
        self._client = opa.OpaClient("127.0.0.1", running.port, token=running.token, retries=0, timeout=self._timeout)
        self._client._session.trust_env = False  # noqa: SLF001 -- no proxy and no netrc between us and loopback
