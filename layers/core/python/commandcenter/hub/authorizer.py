"""The authorizer of the API: keys from the table, laws from the policies layer, one OPA per worker."""

from typing import Any

from commandcenter.hub.bootstrap import BUNDLE, hub
from commandcenter.kernel.layers import find_in_layers
from commandcenter.partners.authorize import answer_gateway
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import OpaProcess


class Authorizer:
    """Hold the policy engine of one worker; starting it overlaps with opening the key store."""

    def __init__(self) -> None:
        self._judge: OpaClient | None = None

    def start(self) -> None:
        """Start the policy engine; raises UnavailableError with its last words."""
        if self._judge is None:
            self._judge = OpaClient(OpaProcess(find_in_layers(BUNDLE)))

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """Answer the event of a REQUEST authorizer."""
        self.start()
        assert self._judge is not None
        parts = hub()
        return answer_gateway(event, keys=parts.keys, judge=self._judge, clock=parts.clock)
