"""Symbols and imports of TypeScript and JavaScript."""

import pytest

from commandcenter.graph.model import Node

TYPESCRIPT = """
export abstract class A<T> extends B {
  private x = () => 1;
  count = 0;
  abstract m(): void;
  get y() { return 1 }
  static async *z() { function deep() {} }
  constructor() { super() }
  ['computed']() {}
}
namespace N.M { export function f() {} }
declare module 'outside' { }
type X = 1; enum E { One }
interface I { m(): void }
declare function ff(): void;
export default function () {}
const w = function* () {}, v = 1;
const K = class { in() {} };
function over(a: string): void;
function over(a: any) {}
"""
SYMBOLS = {
    "A": "class", "A.x": "method", "A.m": "method", "A.y": "method", "A.z": "method", "A.z.deep": "function",
    "A.constructor": "method", "N.M": "namespace", "N.M.f": "function", "X": "type", "E": "enum", "I": "interface",
    "ff": "function", "w": "function", "K": "class", "K.in": "method", "over": "function",
}  # fmt: skip


def symbols(nodes: dict[str, Node], path: str) -> dict[str, str]:
    return {
        node.id.removeprefix(f"{path}#"): node.props["kind"]
        for node in nodes.values()
        if node.type == "symbol" and node.id.startswith(f"{path}#")
    }


@pytest.mark.parametrize("path", ["a.ts", "a.mts", "a.cts", "a.tsx"])
def test_symbols_of_typescript(index, path: str) -> None:
    nodes = index({path: TYPESCRIPT})
    assert symbols(nodes, path) == SYMBOLS
    assert nodes[f"symbol:{path}#over"].props["definitions"] == 2
    assert nodes[f"symbol:{path}#A.z.deep"].parent == f"symbol:{path}#A.z"
    assert nodes[f"symbol:{path}#A"].props == {"kind": "class", "name": "A", "line": 2}


@pytest.mark.parametrize("path", ["a.js", "a.jsx", "a.mjs", "a.cjs"])
def test_symbols_of_javascript(index, path: str) -> None:
    text = """
class A { f = () => 1; #p() {} static s() {} }
function* g() {}
exports.e = function () {};
module.exports.h = () => 1;
A.prototype.m = function () { const inner = () => 0; };
window.gone = function () {};
const view = () => <p>hi</p>;
(function () { function hidden() {} })();
"""
    assert symbols(index({path: text}), path) == {
        "A": "class", "A.f": "method", "A.#p": "method", "A.s": "method", "g": "function", "e": "function",
        "h": "function", "A.m": "function", "A.m.inner": "function", "view": "function", "hidden": "function",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("import x from './c'", "src/c.ts"),
        ("import x from './c.js'", "src/c.ts"),
        ("import './d'", "src/d/index.tsx"),
        ("import './d/'", "src/d/index.tsx"),
        ("import '.'", "src/index.ts"),
        ("import '..'", "index.js"),
        ("export * from '../e.mjs'", "e.mts"),
        ("export {a} from '../data.json'", "data.json"),
        ("const x = require('./f')", "src/f.cjs"),
        ("import x = require('./c')", "src/c.ts"),
        ("await import('./g.svg?raw')", "src/g.svg"),
        ("import type {T} from './types'", "src/types.d.ts"),
    ],
)
def test_relative_imports_lead_to_files(edges, statement: str, found: str) -> None:
    others = [
        "src/c.ts",
        "src/d/index.tsx",
        "src/index.ts",
        "index.js",
        "e.mts",
        "data.json",
        "src/f.cjs",
        "src/g.svg",
        "src/types.d.ts",
    ]
    content = dict.fromkeys(others, "") | {"src/a.ts": statement}
    assert edges("imports", content) == {("src/a.ts", found)}


@pytest.mark.parametrize(
    "statement",
    ["import './gone'", "import '../../up'", "import 'c'", "requires('./c')", "const s = './c'", "import(`./${c}`)"],
)
def test_what_leads_to_no_file(edges, statement: str) -> None:
    assert edges("imports", {"src/a.ts": statement, "src/c.ts": "", "up.ts": ""}) == set()


def test_bare_imports_lead_to_declared_dependencies(edges) -> None:
    names = ("react", "%40scope/name", "fs", "node", "undeclared-not")
    declared = [Node("dependency", f"pkg:npm/{name}") for name in names]
    text = "import 'react/jsx'; import '@scope/name/x'; import 'fs'; import 'node:fs'; import 'nope'; import '#x'; require('')"
    assert edges("dependsOn", {"a.ts": text}, *declared) == {
        ("a.ts", "pkg:npm/react"),
        ("a.ts", "pkg:npm/%40scope/name"),
    }


def test_minified_files_are_marked_not_outlined(index) -> None:
    nodes = index({"lib.min.js": "function f() {}", "bundle.js": "function f() {}" * 200})
    assert all(nodes[f"file:{path}"].props["minified"] for path in ("lib.min.js", "bundle.js"))
    assert not [node for node in nodes.values() if node.type in {"symbol", "finding"}]


def test_broken_source_gives_what_stands_around_the_error(index) -> None:
    nodes = index({"a.ts": "function f() {}\nclass {{{\n", "b.ts": b"\x47\x40\x00\x10" * 50})
    assert "symbol:a.ts#f" in nodes
    assert nodes["file:a.ts"].props["partial"] is True
    findings = {node.props["path"]: node.props for node in nodes.values() if node.type == "finding"}
    assert findings["a.ts"]["line"] == 2
    assert findings["b.ts"]["reason"] == "not text"
