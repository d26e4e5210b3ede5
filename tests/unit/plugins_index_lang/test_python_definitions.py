"""Definitions found in the standard library are those Python's own compiler and syntax tree know."""

import ast
import importlib
import sys
import sysconfig
import types
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from commandcenter.graph.model import Node
from commandcenter.indexing.model import FileFacts, Indexer, SourceFile

STDLIB = Path(sysconfig.get_paths()["stdlib"])
_NAMES = """argparse ast asyncio/events asyncio/tasks bdb collections/__init__ concurrent/futures/process configparser
contextlib dataclasses decimal difflib email/message enum fractions functools http/client inspect json/decoder logging/__init__
pathlib pdb pickle random re/_parser statistics subprocess tarfile threading traceback turtle typing unittest/mock urllib/request
uuid weakref xml/etree/ElementTree zipfile"""
SAMPLE = _NAMES.split()
FILES = [path for path in (STDLIB / f"{name}.py" for name in SAMPLE) if path.is_file()]


def outline(indexer: Indexer, path: str, data: bytes) -> FileFacts:
    return indexer.index_file(SourceFile(path, len(data), "0" * 40), data)


def symbols(facts: FileFacts) -> list[Node]:
    return [node for node in facts.nodes if node.type == "symbol"]


def code_names(code: types.CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if not constant.co_name.startswith("<"):
                yield constant.co_qualname
            yield from code_names(constant)


def test_the_sample_is_there() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(STDLIB).as_posix())
def test_definitions_are_those_of_the_compiler(indexers: Mapping[str, Indexer], path: Path) -> None:
    data = path.read_bytes()
    facts = outline(indexers["index-python"], "m.py", data)
    found = {node.id.removeprefix("m.py#"): node for node in symbols(facts)}
    assert not facts.faults
    # the compiler drops what can never run and keeps what stands in lambdas and comprehensions under their names
    assert {name for name in code_names(compile(data, "m", "exec")) if "<lambda>" not in name} <= found.keys()
    tree = [
        node
        for node in ast.walk(ast.parse(data))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assert sum(node.props.get("definitions", 1) for node in found.values()) == len(tree)
    assert {(node.props["name"], node.props["line"]) for node in found.values()} <= {
        (node.name, node.lineno) for node in tree
    }
    kinds = Counter({"class": 0, "function": 0})
    kinds.update("class" if isinstance(node, ast.ClassDef) else "function" for node in tree)
    if all("definitions" not in node.props for node in found.values()):
        assert Counter("class" if n.props["kind"] == "class" else "function" for n in found.values()) == +kinds


@pytest.mark.parametrize("path", FILES[::3], ids=lambda path: path.relative_to(STDLIB).as_posix())
def test_the_fallback_parser_finds_the_same(indexers: Mapping[str, Indexer], path: Path) -> None:
    fallback = importlib.import_module(f"{type(indexers['index-python']).__module__.rpartition('.')[0]}.fallback")
    data = path.read_bytes()
    first = outline(indexers["index-python"], "m.py", data)
    second, uses, line = fallback.outline_broken("m.py", data)

    def plain(facts: FileFacts) -> list[tuple[str, Any, Any, Any]]:
        return sorted((n.id, n.parent, n.props["line"], n.props.get("definitions")) for n in symbols(facts))

    assert line is None
    assert plain(second.fill(FileFacts())) == plain(first)
    assert set(uses.imports) == set(first.references[0].imports)


NEWER = "def f(x):\n    pass\n\nclass A:\n    def m(self): pass\n\nimport os\nprint 'Python 2'\n"


@pytest.mark.parametrize(
    "data",
    [
        NEWER.encode(),
        NEWER.replace("print 'Python 2'", "type X[T] = list[T]; x = f'{'a' + f'{'b'}'}'").encode()
        if sys.version_info < (3, 12)
        else NEWER.encode(),
        NEWER.replace("print 'Python 2'", "y = " + "(" * 3000 + ")" * 3000).encode(),
        NEWER.replace("print 'Python 2'", "y = " + "-" * 200_000 + "1").encode(),
        b"# -*- coding: klingon -*-\n" + NEWER.encode(),
    ],
    ids=["python2", "newer", "parentheses", "minus", "encoding"],
)
def test_what_python_refuses_is_outlined_and_flagged(index, data: bytes) -> None:
    nodes = index({"a.py": data})
    assert nodes["file:a.py"].props["partial"] is True
    assert {"symbol:a.py#f", "symbol:a.py#A", "symbol:a.py#A.m"} <= nodes.keys()
    assert nodes["symbol:a.py#A.m"].props["kind"] == "method"
    assert [node.props["rule"] for node in nodes.values() if node.type == "finding"] == ["index/index-python"]


def test_nul_bytes_are_a_finding(index) -> None:
    nodes = index({"a.py": b"def f(): pass\n\x00"})
    assert nodes["file:a.py"].props["partial"] is True
    assert [node.props["reason"] for node in nodes.values() if node.type == "finding"]


def test_encodings_and_line_ends_are_read_as_python_does(index) -> None:
    nodes = index(
        {
            "latin.py": "# -*- coding: latin-1 -*-\nclass Ä: pass\n".encode("latin-1"),
            "bom.py": b"\xef\xbb\xbfdef f(): pass\n",
            "mac.py": b"x = 1\rdef g(): pass\r",
            "dos.py": b"x = 1\r\n\r\nasync def h(): pass\r\n",
        }
    )
    assert nodes["symbol:latin.py#Ä"].props == {"kind": "class", "name": "Ä", "line": 2}
    assert nodes["symbol:bom.py#f"].props["line"] == 1
    assert nodes["symbol:mac.py#g"].props["line"] == 2
    assert nodes["symbol:dos.py#h"].props == {"kind": "function", "name": "h", "line": 3, "async": True}
    assert not [node for node in nodes.values() if node.type == "finding"]


def test_symbols_nest_and_tell_their_decorators(index) -> None:
    nodes = index(
        {
            "pkg/__init__.py": "",
            "pkg/m.py": (
                "class A:\n  @property\n  def p(self): pass\n  @p.setter\n  def p(self, v): pass\n"
                "  @app.route('/x')\n  def r(self):\n    def inner(): pass\n"
            ),
        }
    )
    assert nodes["symbol:pkg/m.py#A.p"].props == {
        "kind": "method", "name": "p", "line": 3, "decorators": ["property"], "definitions": 2,
    }  # fmt: skip
    assert nodes["symbol:pkg/m.py#A.r"].props["decorators"] == ["app.route"]
    assert nodes["symbol:pkg/m.py#A.r.<locals>.inner"].parent == "symbol:pkg/m.py#A.r"
    assert nodes["symbol:pkg/m.py#A"].parent == "file:pkg/m.py"
    assert nodes["file:pkg/m.py"].props["module"] == "pkg.m"
    assert nodes["file:pkg/__init__.py"].props["module"] == "pkg"
