"""Spec items in Markdown: front matter, headings, check boxes and the files they link to."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote

from commandcenter.indexing.documents import DocumentError, load_yaml

from .words import Slugs, shown, status_of, status_of_box

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(\S.*)")
_BOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[(.)\]\s+(.+)$")
_STATUS_LINE = re.compile(r"^\s*(?:[-*+]\s+)?\**status\**\s*:\**\s*(\S.*)", re.IGNORECASE)
_STATUS_MARK = re.compile(r" ?[\[(]([A-Za-z _-]{2,20})[\])]$")
_NAME = re.compile(r"^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+)\b[:.\s-]*")
_ANCHOR = re.compile(r" ?\{#([\w.-]+)\}$")
_CLOSING = re.compile(r" #+$")
_MAX_LINE = 2_000
_Lines: TypeAlias = list[tuple[int, str]]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(slots=True)
class Item:
    """Hold one spec item.

    Args:
        slug: Unique in its file.
        title: Its text.
        kind: document, section or task.
        level: Depth of its heading, 7 for a check box; 0 for the document.
        name: What code may call it, such as `AUTH-12`.
        links: Paths of the tree it links to.
    """

    slug: str
    title: str
    kind: str
    level: int
    line: int
    status: str | None = None
    name: str = ""
    parent: "Item | None" = None
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """Hold the items of one Markdown file, and what is wrong with it: (reason, line)."""

    items: list[Item] = field(default_factory=list)
    faults: list[tuple[str, int]] = field(default_factory=list)


def read_document(path: str, text: str) -> Document:
    """Read a Markdown file; one without a heading or front matter is one item named after the file."""
    document = Document()
    front, start = _front_matter(text, document)
    lines = list(_lines(text, start))
    slugs = Slugs()
    top, rest = _top(path, front, lines, slugs)
    top.status = _status(front, document) or top.status
    document.items.append(top)
    open_items = [top]
    for number, line in rest:
        item = _item(line, number, slugs)
        if item is not None:
            while open_items[-1].level >= item.level:
                open_items.pop()
            item.parent = open_items[-1]
            document.items.append(item)
            if item.kind == "section":
                open_items.append(item)
        elif found := _STATUS_LINE.match(line):
            open_items[-1].status = status_of(found[1]) or open_items[-1].status
        target = item or open_items[-1]
        target.links += [link for found in _LINK.findall(line) if (link := _local(path, found))]
    _inherit(document.items)
    return document


def _top(path: str, front: dict[str, Any], lines: _Lines, slugs: Slugs) -> tuple[Item, _Lines]:
    """Make the document's own item, out of its title where the first line is one; give the lines left."""
    first = next((index for index, (_, line) in enumerate(lines) if line.strip()), len(lines))
    titled = first < len(lines) and re.match(r"^ {0,3}#\s", lines[first][1])
    item = _item(lines[first][1], lines[first][0], slugs) if titled else None
    if item is None:
        stem, first = posixpath.basename(path).rpartition(".")[0], -1
        item = Item(slugs.take(stem), shown(stem), "document", 0, 1)
    item.kind, item.level = "document", 0
    item.title = shown(str(front.get("title") or item.title))
    item.name = str(front.get("id") or item.name)
    return item, lines[first + 1 :]


def _front_matter(text: str, document: Document) -> tuple[dict[str, Any], int]:
    """Read the YAML between two lines of `---` at the top; give it and the number of lines it takes."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, 0
    end = next((number for number, line in enumerate(lines[1:201], 1) if line.strip() in {"---", "..."}), None)
    if end is None:
        return {}, 0
    try:
        loaded = load_yaml("\n".join(lines[1:end]).encode("utf-8", "replace"))
    except DocumentError as error:
        document.faults.append((f"front matter: {error.detail}", 1))
        return {}, end + 1
    return (loaded if isinstance(loaded, dict) else {}), end + 1


def _status(front: dict[str, Any], document: Document) -> str | None:
    given = front.get("status")
    if given is None:
        return None
    status = status_of(str(given))
    if status is None:
        document.faults.append((f"unknown status {str(given)!r:.40}: planned, inProgress, done or blocked", 1))
    return status


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines outside of code blocks; overlong ones are not written by hand."""
    fence = ""
    for number, line in enumerate(text.split("\n")[start:], start + 1):
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        elif not fence and len(line) <= _MAX_LINE:
            yield number, line


def _item(line: str, number: int, slugs: Slugs) -> Item | None:
    if box := _BOX.match(line):
        name, title = _named(box[2])
        return Item(slugs.take(title), shown(title), "task", 7, number, status_of_box(box[1]), name)
    heading = _HEADING.match(line)
    if heading is None:
        return None
    title, anchor, status = _CLOSING.sub("", " ".join(heading[2].split())), "", None
    if found := _ANCHOR.search(title):
        title, anchor = title[: found.start()], found[1]
    if (found := _STATUS_MARK.search(title)) and (status := status_of(found[1])):
        title = title[: found.start()]
    name, title = _named(title)
    return Item(slugs.take(anchor or title), shown(title), "section", len(heading[1]), number, status, name)


def _named(title: str) -> tuple[str, str]:
    """Split a name such as `AUTH-12` off a title; it stays in the title too when nothing else would."""
    found = _NAME.match(title)
    return (found[1], title[found.end() :] or found[1]) if found else ("", title)


def _local(path: str, link: str) -> str | None:
    if link.startswith(("#", "/", "<")) or ":" in link.partition("/")[0]:
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link.partition("#")[0])))
    return None if target.startswith("..") else target


def _inherit(items: list[Item]) -> None:
    """Give each item without a status that of the item around it, and planned in the end."""
    for item in items:
        item.status = item.status or (item.parent.status if item.parent else None) or "planned"
