"""Packages, symbols and imports of Go."""

from commandcenter.graph.model import Node

SOURCE = """// Package p.
package p

import (
	"fmt"
	alias "github.com/x/y/v2/sub"
	_ "github.com/x/y"
	. `ex.com/m/in/q`
)

import "ex.com/m"

type Alias = map[string]int
type (
	S[T any] struct{ a T }
	I interface{ M() }
	F func(int) error
	C chan int
)

func (s *S[T]) Pointer() { type local struct{} }
func (S[T]) Value() {}
func (F) Call() {}
func (*S[T]) _() {}
func Generic[K comparable](k K) {}
func init() {}
func init() {}
func _() {}
"""
TREE = {
    "go.mod": """module ex.com/m // the module

go 1.22

require (
	github.com/x/y v1.0.0
	github.com/x/y/v2 v2.0.0 // indirect
)
require other.org/z v0.1.0
""",
    "root.go": 'package m\nimport "other.org/z"\n',
    "in/p/p.go": SOURCE,
    "in/p/p_test.go": 'package p_test\nimport "ex.com/m/in/p"\n',
    "in/q/q.go": "package q\n",
    "in/q/more.go": "package q\n",
    "cmd/main.go": 'package main\nimport "ex.com/m/in/q"\nimport "ex.com/m/gone"\nimport "nested.org/n/deep"\n',
    "nested/go.mod": 'module "nested.org/n"\n',
    "nested/deep/d.go": 'package deep\nimport "ex.com/m/in/q"\n',
}


def test_symbols(index) -> None:
    nodes = index(TREE)
    found = {n.id.partition("#")[2]: n.props["kind"] for n in nodes.values() if n.id.startswith("in/p/p.go#")}
    assert found == {
        "Alias": "type", "S": "struct", "I": "interface", "F": "type", "C": "type", "S.Pointer": "method",
        "S.Pointer.local": "struct", "S.Value": "method", "F.Call": "method", "Generic": "function", "init": "function",
    }  # fmt: skip
    assert nodes["symbol:in/p/p.go#S.Value"].parent == "symbol:in/p/p.go#S"
    assert nodes["symbol:in/p/p.go#init"].props["definitions"] == 2
    assert not [node for node in nodes.values() if node.type == "finding"]


def test_packages_stand_between_files(edges, index) -> None:
    imports = edges("imports", TREE)
    assert imports == {
        ("in/p/p.go", "in/q#q"),
        ("in/p/p.go", ".#m"),
        ("in/p/p_test.go", "in/p#p"),
        ("cmd/main.go", "in/q#q"),
        ("cmd/main.go", "nested/deep#deep"),
        ("nested/deep/d.go", "in/q#q"),
        ("in/q#q", "in/q/q.go"),
        ("in/q#q", "in/q/more.go"),
        ("in/p#p", "in/p/p.go"),
        (".#m", "root.go"),
        ("cmd#main", "cmd/main.go"),
        ("nested/deep#deep", "nested/deep/d.go"),
    }
    nodes = index(TREE)
    assert nodes["symbol:in/q#q"].props == {"kind": "package", "name": "q", "module": "ex.com/m/in/q"}
    assert nodes["symbol:nested/deep#deep"].props["module"] == "nested.org/n/deep"
    assert nodes["file:in/p/p_test.go"].props["package"] == "p_test"


def test_imports_lead_to_the_longest_required_module(edges) -> None:
    declared = [
        Node("dependency", f"pkg:golang/{name}")
        for name in ("github.com/x/y", "github.com/x/y/v2", "other.org/z", "fmt")
    ]
    assert edges("dependsOn", TREE, *declared) == {
        ("in/p/p.go", "pkg:golang/github.com/x/y"),
        ("in/p/p.go", "pkg:golang/github.com/x/y/v2"),
        ("root.go", "pkg:golang/other.org/z"),
    }


def test_broken_go_gives_what_stands_around_the_error(index) -> None:
    nodes = index({"a.go": "package a\nfunc f() {}\nfunc g( {\n", "go.mod": "modul\n"})
    assert "symbol:a.go#f" in nodes
    assert nodes["file:a.go"].props["partial"] is True
    assert "module" not in nodes["symbol:.#a"].props
