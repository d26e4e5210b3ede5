"""Let policies that demand TLS see the transport that AWS would have.

Gap: the engine answers over plain HTTP on this machine's loopback, where every endpoint of AWS answers over TLS; so with
IAM enforcement a policy that denies requests without `aws:SecureTransport` denies all of them.
Patch point: `pin_request_origin` of `app`, which tells the evaluator of policies where a request came from.
"""

from __future__ import annotations

import ipaddress

from patching import engine_module, patch_point


def apply() -> None:
    app = engine_module("app")
    pin = patch_point(app, "pin_request_origin", ("source_ip", "secure_transport"))

    def pin_loopback_as_secure(source_ip: str, secure_transport: bool) -> None:  # noqa: FBT001 - the engine's signature
        pin(source_ip, secure_transport or ipaddress.ip_address(source_ip).is_loopback)

    app.pin_request_origin = pin_loopback_as_secure
