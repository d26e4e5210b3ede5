"""No bytes make an indexer raise, and whatever it says of them a ledger accepts."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.model import FileFacts, Indexer, SourceFile
from commandcenter.indexing.trees import blob_id

PATHS = {
    "index-python": ["a.py"],
    "index-typescript": ["a.ts", "a.tsx", "a.js"],
    "index-go": ["a.go", "go.mod"],
    "index-specs": ["specs/a.md", "a.py", "a.html"],
}
SEEDS = {
    "a.py": b"import os\nfrom . import x as y\nclass A(B):\n    def m(self, *a): return self.m(f'{a}')\nasync def f(): pass\n",
    "a.ts": b"import {a} from './b';\nexport class A<T> { private m = () => `${1}`; }\ninterface I { m(): void }\ntype X = 1\n",
    "a.tsx": b"export const X = () => <div a={1}>t</div>;\nfunction f<T,>(x: T) {}\n",
    "a.js": b"exports.f = function () {}; class A { m() {} }\nrequire('x'); import('./y');\n",
    "a.go": b'package p\nimport (\n\t"a/b"\n)\ntype T[K any] struct{}\nfunc (t *T[K]) M() {}\nfunc f() {}\n',
    "go.mod": b"module ex.com/m\n\nrequire (\n\tgithub.com/x/y v1.0.0 // indirect\n)\nreplace a => ../b\n",
    "specs/a.md": b"---\nid: A-1\nstatus: done\n---\n# T\n## A-2: x [wip]\n- [x] b [l](../a)\nStatus: blocked\n```\n# n\n```\n",
    "a.html": b"<!-- TODO(x): y -->\n<p>FIXME</p>\n// @spec A-1 z [done]\n",
}
CASES = [(name, path) for name, paths in PATHS.items() for path in paths]


def run(indexer: Indexer, path: str, data: bytes) -> FileFacts:
    return indexer.index_file(SourceFile(path, len(data), blob_id(data)), data)


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    """Cut, double and change pieces of a sound file."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        piece = draw(
            st.sampled_from(
                [b"", bytes(data[start:end]) * 2, b"\x00", b"\xff", b"(", "\u2028é".encode(), b"'", b"\n" * 3]
            )
        )
        data[start:end] = piece
    return bytes(data)


@pytest.mark.parametrize(("name", "path"), CASES)
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_no_bytes_make_an_indexer_raise(index, indexers: Mapping[str, Indexer], name: str, path: str, data) -> None:
    content = data.draw(st.binary(max_size=60) | mutated(SEEDS[path]))
    assert indexers[name].claims(path)
    first = run(indexers[name], path, content)
    second = run(indexers[name], path, content)
    assert first == second
    indexers[name].finish({path: first}, [path])
    index({path: content})


@pytest.mark.parametrize(("name", "path"), CASES)
def test_sound_files_have_no_fault(indexers: Mapping[str, Indexer], name: str, path: str) -> None:
    assert run(indexers[name], path, SEEDS[path]).faults == []


@pytest.mark.parametrize(("name", "path"), CASES)
@pytest.mark.parametrize(
    "piece", [b"(", b"[", b"{", b"a.", b"if x:\n ", b"'", b"# TODO ", b"/*", b"- [ ] x\n", b"lambda:", b"\\"]
)
def test_deep_and_endless_things_end(index, name: str, path: str, piece: bytes) -> None:
    assert f"file:{path}" in index({path: piece * (20_000 // len(piece))})
