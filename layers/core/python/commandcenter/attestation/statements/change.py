"""The change statement: statements made earlier that are superseded or revoked."""

from collections.abc import Iterable
from typing import Any, Literal, get_args

from commandcenter.attestation.model import PREDICATES
from commandcenter.attestation.statements.statement import Statement, Subject, check_digest, fit_entry
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name

Action = Literal["superseded", "revoked"]
MAX_REASON_CHARACTERS = 1_000


def change_statement(
    *, hub: str, project: str, action: Action, at: str, statements: Iterable[str], reason: str = "", by: str = ""
) -> Statement:
    """State that statements of a project, named by their digests, no longer stand.

    Args:
        at: Since when (RFC 3339).
        statements: Digests of those concerned, at least one.
        reason: Why, for a person; needed to revoke.
        by: Digest of the audit statement that stands in their place; needed to supersede, "" to revoke.

    Raises InvalidInputError with the pointer of what is wrong, TooLargeError for too many statements at once.
    """
    concerned = sorted(set(statements))
    if not concerned:
        raise InvalidInputError("there is no statement to change", pointer="/statements")
    _check_action(action, reason, by)
    if by in concerned:
        raise InvalidInputError("a statement does not supersede itself", pointer="/by")
    subjects = tuple(
        Subject(f"statement/{one}", {"sha256": check_digest(one, pointer="/statements")}) for one in concerned
    )
    said: dict[str, Any] = {
        "v": 1,
        "action": action,
        "hub": check_name(hub, "hub"),
        "project": check_name(project),
        "at": format_time(parse_time(at)),
        "reason": reason,
        "by": by,
    }
    return fit_entry(Statement(subjects, PREDICATES["change"], said))


def _check_action(action: str, reason: str, by: str) -> None:
    if action not in get_args(Action):
        raise InvalidInputError(f"not an action: {action!r:.40}", pointer="/action")
    if len(reason) > MAX_REASON_CHARACTERS:
        raise InvalidInputError(f"a reason has at most {MAX_REASON_CHARACTERS:,} characters", pointer="/reason")
    if action == "superseded":
        check_digest(by, pointer="/by")
    elif by:
        raise InvalidInputError("nothing takes the place of what is revoked", pointer="/by")
    elif not reason.strip():
        raise InvalidInputError("what is revoked is so for a reason", pointer="/reason")
