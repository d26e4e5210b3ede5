"""May this caller do this: key and policy joined, and the answer API Gateway wants to hear."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.kernel.urn import check_name
from commandcenter.partners.keys import authenticate
from commandcenter.partners.model import Principal
from commandcenter.partners.ports import Judge, KeyStore

RULE = "hub/access/decision"
_WILD = frozenset("*?$")


@dataclass(frozen=True)
class Request:
    """Describe one call: the method, the resource path as the API declares it, its parameters, and the caller's key."""

    method: str
    route: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    api_key: str = field(default="", repr=False)

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        """Read the event of an API Gateway REQUEST authorizer (REST API)."""
        key = key_of(event.get("headers") or {})
        return cls(event["httpMethod"], event["resource"], event.get("pathParameters") or {}, key)


@dataclass(frozen=True)
class Decision:
    """Hold what the policy said: whether, why, which projects' rows may be shown (["*"]: all), what else is open."""

    allow: bool
    reason: str
    principal: Principal
    projects: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


def authorize(request: Request, *, keys: KeyStore, judge: Judge, clock: Clock) -> Decision:
    """Decide about one call.

    Raises UnauthenticatedError for a bad key and UnavailableError when the judge does not answer: nothing passes then.
    """
    principal = authenticate(keys, request.api_key, clock)
    who = {"name": principal.name, "role": principal.role, "projects": list(principal.projects)}
    action = {"method": request.method, "route": request.route, "project": _project(request)}
    said = judge.decide(RULE, {"principal": who, "action": action})
    allow, reason = said["allow"] is True, str(said.get("reason", ""))
    projects, capabilities = (tuple(said.get(name, ())) if allow else () for name in ("projects", "capabilities"))
    return Decision(allow, reason, principal, projects, capabilities)


def answer_gateway(event: Mapping[str, Any], *, keys: KeyStore, judge: Judge, clock: Clock) -> dict[str, Any]:
    """Answer the event of a REQUEST authorizer.

    Raises Exception("Unauthorized") for a bad key: the one word API Gateway turns into a 401.
    """
    try:
        decision = authorize(Request.from_event(event), keys=keys, judge=judge, clock=clock)
    except UnauthenticatedError:
        raise Exception("Unauthorized") from None
    return render_answer(decision, event["methodArn"])


def render_answer(decision: Decision, method_arn: str) -> dict[str, Any]:
    """Write the policy document for this one method, and the context the functions read; all its values are text."""
    # A path with a wildcard in it would widen the document; no name of ours holds one.
    allow = decision.allow and not _WILD & set(method_arn)
    context = {"reason": decision.reason}
    if allow:
        context |= {
            "principal": decision.principal.name,
            "key": decision.principal.key,
            "role": decision.principal.role,
            "projects": json.dumps(decision.projects),
            "capabilities": json.dumps(decision.capabilities),
        }
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow" if allow else "Deny", "Resource": [method_arn]}
    return {
        "principalId": decision.principal.name,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }


def key_of(headers: Mapping[str, str]) -> str:
    """Take the API key from `X-Api-Key`, or from `Authorization`: Bearer, or Basic (a browser; the key is the password)."""
    named = {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
    if key := named.get("x-api-key", "").strip():
        return key
    scheme, _, value = named.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _project(request: Request) -> str | None:
    """Return the project of the path; None, which no scoped route allows, unless it is a plain name."""
    try:
        return check_name(request.parameters["project"])
    except (KeyError, InvalidInputError):
        return None
