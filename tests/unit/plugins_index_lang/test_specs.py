"""Spec items in comments and in Markdown."""

import pytest

from commandcenter.graph.model import Node


def items(nodes: dict[str, Node]) -> dict[str, tuple[str, str]]:
    return {n.id: (n.props["kind"], n.props["status"]) for n in nodes.values() if n.type == "specitem"}


@pytest.mark.parametrize(
    ("path", "line", "kind", "title"),
    [
        ("a.py", "# TODO: tidy up", "todo", "tidy up"),
        ("a.py", "x = 1  # FIXME later", "fixme", "later"),
        ("a.js", "/* TODO one */", "todo", "one"),
        ("a.js", "/**\n * TODO two\n */", "todo", "two"),
        ("a.go", "//TODO three", "todo", "three"),
        ("a.sql", "select 1; -- FIXME four", "fixme", "four"),
        ("a.html", "<!-- TODO five -->", "todo", "five"),
        ("a.ini", "; TODO six", "todo", "six"),
        ("a.py", "# TODO(ada): seven", "todo", "seven"),
        ("a.yaml", "a: 1 # todo no\nb: 2 # TODO eight", "todo", "eight"),
        ("Makefile", "# FIXME nine\r", "fixme", "nine"),
        ("a.py", '"""\n@spec ten\n"""', "spec", "ten"),
    ],
)
def test_comments(index, path: str, line: str, kind: str, title: str) -> None:
    (item,) = (node for node in index({path: line}).values() if node.type == "specitem")
    assert (item.props["kind"], item.props["title"], item.props["status"]) == (kind, title, "planned")
    assert item.parent == f"file:{path}"
    assert line.split("\n")[item.props["line"] - 1].find(title) > 0


@pytest.mark.parametrize(
    ("path", "line"),
    [("a.py", "x = 'TODO'"), ("a.py", "TODO = 1"), ("a.py", "# TODOS"), ("a.py", "@spec(1)\ndef f(): pass"), ("a.md", "# TODO"),
     ("a.json", '{"# TODO": 1}'),
     ("a.py", "# TODO " + "x" * 3000)],
)  # fmt: skip
def test_what_is_no_comment(index, path: str, line: str) -> None:
    assert items(index({path: line})) == {}


def test_a_person_is_dropped_and_a_ticket_kept(index) -> None:
    nodes = index({"a.py": "# TODO(ada.lovelace): one\n# TODO(#12): two\n# FIXME [PROJ-7] three\n"})
    assert not [node for node in nodes.values() if "lovelace" in str(node)]
    assert nodes["specitem:a.py#todo-two"].props["ticket"] == "#12"
    assert nodes["specitem:a.py#fixme-three"].props["ticket"] == "PROJ-7"


def test_an_item_keeps_its_name_when_lines_move(index) -> None:
    before = index({"a.py": "# TODO same\n# TODO same\n"})
    after = index({"a.py": "\n\n# TODO same\nx = 1\n# TODO same\n"})
    assert items(before) == items(after)
    assert set(items(before)) == {"a.py#todo-same", "a.py#todo-same-1"}


DOCUMENT = """---
title: Sign in
id: SPEC-1
status: wip
---
# Sign in

See [the code](../src/a.py#L1), [elsewhere](https://x.example/a.py) and [up](../../../etc/passwd).

## AUTH-12: Lock out [done]
- [x] count
- [ ] wait
- [!] stuck on others

### Deep ###
**Status:** blocked

```
# not a heading
- [ ] not a task
```
1. [-] half
## Free {#anchor}
## Free
"""


def test_a_document(index) -> None:
    nodes = index({"docs/specs/login.md": DOCUMENT, "docs/src/a.py": ""})
    assert items(nodes) == {
        "docs/specs/login.md#sign-in": ("document", "inProgress"),
        "docs/specs/login.md#lock-out": ("section", "done"),
        "docs/specs/login.md#count": ("task", "done"),
        "docs/specs/login.md#wait": ("task", "planned"),
        "docs/specs/login.md#stuck-on-others": ("task", "blocked"),
        "docs/specs/login.md#deep": ("section", "blocked"),
        "docs/specs/login.md#half": ("task", "inProgress"),
        "docs/specs/login.md#anchor": ("section", "inProgress"),
        "docs/specs/login.md#free": ("section", "inProgress"),
    }
    document = nodes["specitem:docs/specs/login.md#sign-in"]
    assert document.props == {
        "kind": "document",
        "title": "Sign in",
        "status": "inProgress",
        "line": 6,
        "name": "SPEC-1",
    }
    assert document.edges == {"documents": ("file:docs/src/a.py",)}
    assert nodes["specitem:docs/specs/login.md#half"].parent == "specitem:docs/specs/login.md#deep"
    assert nodes["specitem:docs/specs/login.md#deep"].parent == "specitem:docs/specs/login.md#lock-out"


@pytest.mark.parametrize("name", ["AUTH-12", "specs/login.md#lock-out"])
def test_code_leads_to_the_item_it_names(edges, name: str) -> None:
    content = {
        "specs/login.md": DOCUMENT,
        "src/a.py": f"# @spec {name}: locks out [done]\n",
        "tests/test_a.py": f"# @spec {name}\n",
        "src/b.py": "# @spec GONE-1\n",
    }
    assert edges("implements", content) == {("src/a.py", "specs/login.md#lock-out")}
    assert edges("tests", content) == {("tests/test_a.py", "specs/login.md#lock-out")}
    assert len(edges("plannedFor", content)) == 2


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "planned"), ("no heading at all", "planned"), ("---\nstatus: Done\n---\n", "done"),
     ("---\nstatus: on-hold\n---\n", "blocked"),
     ("# T (in progress)", "inProgress"), ("# T\n\nStatus: accepted", "planned")],
)  # fmt: skip
def test_status_of_small_documents(index, text: str, status: str) -> None:
    (found,) = items(index({"specs/a.md": text})).values()
    assert found == ("document", status)


@pytest.mark.parametrize(
    "text", ["---\n: [\n---\n# T", "---\nstatus: frobnicated\n---\n# T", "---\na: &a [*a]\n---\n# T"]
)
def test_bad_front_matter_is_reported_and_the_rest_read(index, text: str) -> None:
    nodes = index({"specs/a.md": text})
    assert items(nodes) == {"specs/a.md#t": ("document", "planned")}
    assert [node.props["rule"] for node in nodes.values() if node.type == "finding"] == ["index/index-specs"]
