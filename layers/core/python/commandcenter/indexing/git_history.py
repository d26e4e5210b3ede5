"""From the commits of a Git history to facts: churn of each file, totals of the repository, nobody's name."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.history import CommitRecord
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError

RECENT_COMMITS = 200
"""How many commits the repository's node tells one by one."""
TOP_AUTHORS = 100

_FIX = re.compile(
    r"\b(?:(?:bug|hot)?[ -]?fix(?:es|ed|ing)?|bugs?|reverts?|reverted)\b|\b(?:close[sd]?|resolve[sd]?)\s+#\d+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"<([^<>]*)>\s*$")


@dataclass(frozen=True, slots=True)
class History:
    """Hold the facts of one history.

    Args:
        churn: Path -> `{"commits", "fixes", "authors", "added", "deleted", "last_at"}`, for every path ever touched.
        nodes: The `repo` node.
    """

    churn: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()


@dataclass(slots=True)
class _Churn:
    commits: int = 0
    fixes: int = 0
    added: int = 0
    deleted: int = 0
    authors: set[str] = field(default_factory=set)
    last: datetime | None = None

    def props(self) -> dict[str, Any]:
        return {
            "commits": self.commits,
            "fixes": self.fixes,
            "authors": len(self.authors),
            "added": self.added,
            "deleted": self.deleted,
            "last_at": format_time(self.last) if self.last else None,
        }


def pseudonym(author: str, key: bytes) -> str:
    """Name a person `p-<32 hex digits>`: HMAC-SHA256 over the mail address, or the whole text where there is none.

    Equal mail addresses get equal pseudonyms, whatever the name beside them or the case.
    """
    if len(key) < 16:
        raise InvalidInputError("the key of pseudonyms needs at least 16 bytes")
    mail = _MAIL.search(author)
    identity = (mail.group(1).strip() if mail else "") or author.strip()
    mac = hmac.new(key, b"author\x00" + identity.casefold().encode("utf-8", "surrogateescape"), hashlib.sha256)
    return f"p-{mac.hexdigest()[:32]}"


def is_fix(message: str) -> bool:
    """Say whether a message tells of a repair: fix, bug, hotfix, revert, closes #n."""
    return _FIX.search(message) is not None


def summarise_history(
    records: Iterable[CommitRecord], *, key: bytes, repo: str = ".", limit: int | None = None
) -> History:
    """Sum up commits, newest first, as churn per file and one `repo` node.

    A merge counts as a commit but not as churn: its changes came with the commits it joins.
    Messages are not kept, since they name people.

    Args:
        records: Newest first.
        key: At least 16 secret bytes; the same key gives the same pseudonyms.
        repo: Id of the `repo` node; must hold no credentials.
        limit: Read at most so many records.
    """
    churn: dict[str, _Churn] = {}
    people: Counter[str] = Counter()
    recent: list[dict[str, Any]] = []
    total = fixes = 0
    for record in islice(records, limit):
        author, fix = pseudonym(record.author, key), is_fix(record.message)
        total += 1
        fixes += fix
        people[author] += 1
        if not record.merge:
            _count(churn, record, author, fix=fix)
        if len(recent) < RECENT_COMMITS:
            recent.append(_summary(record, author, fix=fix))
    return History(
        {path: seen.props() for path, seen in sorted(churn.items())}, (_repo(repo, total, fixes, people, recent),)
    )


def _count(churn: dict[str, _Churn], record: CommitRecord, author: str, *, fix: bool) -> None:
    for change in record.changes:
        seen = churn.setdefault(change.path, _Churn())
        seen.commits += 1
        seen.fixes += fix
        seen.added += change.added or 0
        seen.deleted += change.deleted or 0
        seen.authors.add(author)
        seen.last = max(seen.last or record.at, record.at)


def _summary(record: CommitRecord, author: str, *, fix: bool) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "sha": record.sha,
        "at": format_time(record.at),
        "author": author,
        "files": len(record.changes),
    }
    summary["added"] = sum(change.added or 0 for change in record.changes)
    summary["deleted"] = sum(change.deleted or 0 for change in record.changes)
    return summary | ({"fix": True} if fix else {}) | ({"merge": True} if record.merge else {})


def _repo(repo: str, total: int, fixes: int, people: Counter[str], recent: list[dict[str, Any]]) -> Node:
    top = sorted(people.items(), key=lambda item: (-item[1], item[0]))[:TOP_AUTHORS]
    props: dict[str, Any] = {"commits": total, "fixes": fixes, "authors": len(people), "top_authors": dict(top)}
    if recent:
        props |= {"head": recent[0]["sha"], "last_at": max(entry["at"] for entry in recent), "recent": recent}
    return Node("repo", repo, props)
