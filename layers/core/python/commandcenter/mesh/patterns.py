"""Patterns over mesh subjects, with the wildcards of NATS: `*` stands for one token, `>` at the end for one or more."""

import re

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.subjects import MAX_LENGTH, MAX_TOKENS, split_subject

_TOKEN = re.compile(r"[A-Za-z0-9_-]+|\*")


def split_pattern(pattern: str) -> list[str]:
    """Split a pattern into its tokens; raises InvalidInputError for what no subject could match and for half wildcards."""
    tokens = pattern.split(".") if isinstance(pattern, str) else []
    fixed = tokens[:-1] if tokens and tokens[-1] == ">" else tokens
    if not 1 <= len(tokens) <= MAX_TOKENS or len(pattern) > MAX_LENGTH or not all(map(_TOKEN.fullmatch, fixed)):
        raise InvalidInputError(
            f"not a pattern over subjects: {pattern!r:.120} (1 to {MAX_TOKENS} tokens; * alone is one, > at the end the rest)"
        )
    return tokens


def matches(pattern: str, subject: str) -> bool:
    """Say whether a subject is one that a pattern stands for; raises InvalidInputError when either is none."""
    wanted, tokens = split_pattern(pattern), split_subject(subject)
    if wanted[-1] == ">":
        fixed = wanted[:-1]
        return len(tokens) > len(fixed) and _same(fixed, tokens[: len(fixed)])
    return len(tokens) == len(wanted) and _same(wanted, tokens)


def _same(wanted: list[str], tokens: list[str]) -> bool:
    return all(want in ("*", token) for want, token in zip(wanted, tokens, strict=True))


def compile_pattern(pattern: str) -> dict[str, Json]:
    """Write the EventBridge event pattern that matches, by the tokens in an event's detail, the same subjects.

    EventBridge's own wildcard crosses dots, so the tokens are compared one by one and counted.
    """
    wanted = split_pattern(pattern)
    count: Json = {"numeric": [">=", len(wanted)]} if wanted[-1] == ">" else len(wanted)
    fixed = {f"t{place}": [token] for place, token in enumerate(wanted) if token not in ("*", ">")}
    return {"detail": {"tokens": {"n": [count], **fixed}}}
