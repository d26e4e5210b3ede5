"""Mesh subjects in the style of NATS: tokens joined by dots, at most eight (an EventBridge pattern names each one)."""

import re

from commandcenter.kernel.errors import InvalidInputError

MAX_TOKENS = 8
MAX_LENGTH = 128
"""EventBridge takes no longer detail-type."""
GRAPH_COMMITTED = "hub.sync.graph.committed"
AUDIT_REQUESTED, AUDIT_STARTED = "hub.audit.requested", "hub.audit.started"
AUDIT_COMPLETED, AUDIT_FAILED = "hub.audit.completed", "hub.audit.failed"
ANNOUNCEMENT = "hub.broadcast.announce"
AUDIT_SWEEP, REFRESH, REPORT = "fed.audit.sweep", "fed.refresh", "fed.report"
PRESENCE, SUMMARY, ESCALATION = "{hub}.global.presence", "{hub}.global.summary", "{hub}.global.escalation"
GLOBAL_AUDIT, GLOBAL_ATTESTATION = "{hub}.global.audit", "{hub}.global.attestation"
"""What a hub tells others; `global_subject` writes its name in."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def split_subject(subject: str) -> list[str]:
    """Split a subject into its tokens; raises InvalidInputError for empty, foreign or too many tokens, and past 128 signs."""
    tokens = subject.split(".") if isinstance(subject, str) else []
    if not 1 <= len(tokens) <= MAX_TOKENS or len(subject) > MAX_LENGTH or not all(map(_TOKEN.fullmatch, tokens)):
        raise InvalidInputError(
            f"not a mesh subject: {subject!r:.120} (1 to {MAX_TOKENS} tokens of A-Z a-z 0-9 _ -, {MAX_LENGTH} signs in all)"
        )
    return tokens


def subject_tokens(subject: str) -> dict[str, str | int]:
    """Lay the tokens out for EventBridge patterns: `{"n": 3, "t0": "hub", ...}`."""
    tokens = split_subject(subject)
    return {"n": len(tokens), **{f"t{i}": token for i, token in enumerate(tokens)}}


def global_subject(address: str, hub: str) -> str:
    """Write a hub's name into the address of what hubs tell one another: `alpha.global.presence`."""
    subject = address.replace("{hub}", hub)
    split_subject(subject)
    return subject
