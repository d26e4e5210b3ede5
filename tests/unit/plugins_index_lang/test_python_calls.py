"""Calls found in generated programs are exactly those seen when the programs run; what is not certain is left out."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MODULES = 4

TRACER = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
modules = [importlib.import_module(f"pkg.m{number}") for number in range(int(sys.argv[2]))]
seen = set()
def name(code):
    return code.co_filename[len(sys.argv[1]) + 1:], code.co_qualname.replace(".__init__", "").removesuffix(".<locals>.<listcomp>")
def profile(frame, event, _):
    if event == "call" and frame.f_code.co_filename.startswith(sys.argv[1]) and frame.f_code.co_name[0] != "<":
        if frame.f_back.f_code.co_filename.startswith(sys.argv[1]):
            seen.add((*name(frame.f_back.f_code), *name(frame.f_code)))
sys.setprofile(profile)
for module in modules:
    for value in list(vars(module).values()):
        if getattr(value, "__module__", "") != module.__name__:
            continue
        if isinstance(value, type):
            for method in [key for key in vars(value) if key[0] in "ab"]:
                getattr(value(), method)()
        else:
            value()
sys.setprofile(None)
print(json.dumps(sorted(seen)))
"""


class Program:
    """Write a package whose callables call each other in every way the indexer claims to follow."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.functions = {
            at: [f"f{at}{number}" for number in range(self.random.randint(1, 3))] for at in range(MODULES)
        }
        self.classes: dict[int, list[str]] = {at: [] for at in range(MODULES)}
        self.files = {
            "pkg/__init__.py": "",
            "pkg/ran.py": "_seen = set()\ndef once(key):\n    if key in _seen: return True\n    _seen.add(key)\n",
        }
        for at in reversed(range(MODULES)):
            self.files[f"pkg/m{at}.py"] = self._module(at)
            self.files[f"pkg/face{at}.py"] = f"from .m{at} import {', '.join(self.functions[at])}\n"
            self.files[f"pkg/star{at}.py"] = f"from .m{at} import *\n"

    def _module(self, at: int) -> str:
        body = [line for name in self.functions[at] for line in self._function(at, name, "")]
        for number in range(self.random.randint(0, 2)):
            body += self._class(at, f"K{at}{number}")
        return "\n".join(["from .ran import once", *body]) + "\n"

    def _function(self, at: int, name: str, indent: str, extra: tuple[str, ...] = ()) -> Iterator[str]:
        argument = "self" if indent else ""
        yield f"{indent}def {name}({argument}):"
        key = f"m{at}.{indent}{name}{self.random.random()}"
        yield f"{indent}    if once({key!r}): return"
        for line in (*(line for _ in range(2) for line in self._call(at)), *extra):
            yield f"{indent}    {line}"

    def _call(self, at: int) -> list[str]:
        later = [(other, name) for other in range(at + 1, MODULES) for name in self.functions[other]]
        if not later:
            return ["len([])"]
        other, name = self.random.choice(later)
        self.count += 1
        alias = f"alias{self.count}"
        imported = f"from .{self.random.choice(['m', 'face', 'star'])}{other} import {name}"
        named = f"{imported} as {alias}"
        return self.random.choice(
            [
                [named, f"{alias}()"],
                [f"from . import m{other}", f"m{other}.{name}()"],
                [f"from pkg import m{other} as {alias}", f"{alias}.{name}()"],
                [f"import pkg.m{other}", f"pkg.m{other}.{name}()"],
                [f"import pkg.m{other} as {alias}", f"{alias}.{name}()"],
                [named, f"{alias} = len", f"{alias}([])"],
                [named, f"def in{alias}(): return {alias}()", f"in{alias}()"],
                [named, f"def in{alias}({alias}): return {alias}([])", f"in{alias}(len)"],
                [named, f"_ = [{alias}([]) for {alias} in [len]]"],
                [named, f"_ = [{alias}() for _ in [0]]"],
                *([[f"from .m{other} import {kind} as {alias}", f"{alias}()"] for kind in self.classes[other]]),
            ]
        )

    def _class(self, at: int, name: str) -> Iterator[str]:
        bases = [(other, kind) for other in range(at + 1, MODULES) for kind in self.classes[other]]
        chosen = self.random.sample(bases, min(len(bases), self.random.randint(0, 2)))
        for other, kind in chosen:
            yield f"from .m{other} import {kind}"
        yield f"class {name}({', '.join(kind for _, kind in chosen)}):"
        yield "    def __init__(self): pass"
        own = [leaf for leaf in ("b1", "b2", "b3") if self.random.random() < 0.5]
        for leaf in own:
            yield from self._function(at, leaf, "    ")
        calls = [f"if hasattr(type(self), {leaf!r}): self.{leaf}()" for leaf in ("b1", "b2", "b3")]
        calls += [f"if hasattr(super(), {leaf!r}): super().{leaf}()" for leaf in ("b1", "b2")]
        yield from self._function(at, "a" + name, "    ", tuple(calls))
        self.classes[at].append(name)


def has_order(files: dict[str, str], folder: Path) -> list[list[str]] | None:
    """Run a program; None when Python refuses the order of its bases."""
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", TRACER, str(folder), str(MODULES)], capture_output=True, text=True, check=False
    )
    if "consistent method resolution" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_calls_are_those_that_happen(edges, tmp_path: Path, seed: int) -> None:
    files = Program(seed).files
    ran = has_order(files, tmp_path)
    if ran is not None:
        assert edges("calls", files) == {(f"{a}#{b}", f"{c}#{d}") for a, b, c, d in ran}


PROGRAM = {
    "pkg/__init__.py": "from .impl import made\n",
    "pkg/impl.py": """
def made(): pass
def other(): pass
class Base:
    def run(self): pass
    @classmethod
    def new(cls): return cls.run
""",
}


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("from pkg import made\nmade()", "pkg/impl.py#made"),
        ("import pkg\npkg.made()", "pkg/impl.py#made"),
        ("import pkg.impl\npkg.impl.other()", "pkg/impl.py#other"),
        ("from pkg.impl import Base\nBase.new()", "pkg/impl.py#Base.new"),
        ("from pkg.impl import Base\n@Base.new()\ndef f(): pass", "pkg/impl.py#Base.new"),
        ("import pkg as p\np.impl.other()", "pkg/impl.py#other"),
        ("def f(): pass\nlambda: f()", "a.py#f"),
        ("def f(): pass\nx = [f() for _ in ()]", "a.py#f"),
        ("def f(): pass\ndef g(x=f()): pass", "a.py#f"),
    ],
)
def test_calls_that_are_followed(edges, body: str, called: str) -> None:
    assert edges("calls", {**PROGRAM, "a.py": body}) == {("a.py", called)}


@pytest.mark.parametrize(
    "body",
    [
        "from pkg import made\nmade = 1\nmade()",
        "from pkg import made\nfor made in (): made()",
        "from pkg import made\nwith x as made: made()",
        "try: from pkg import made\nexcept ImportError: made = None\nmade()",
        "from pkg import made\ndef f(made): made()",
        "from pkg import made\ndef f(*made, **kw): made()",
        "from pkg import made\ndef f():\n  global made\n  made = 1\nmade()",
        "from pkg import made\nmatch 1:\n  case made: made()",
        "from pkg import made\n[made := 1]\nmade()",
        "from pkg import made\ndef f():\n  [0 for _ in () if (made := 1)]\n  made()",
        "from pkg import made\ntry: pass\nexcept E as made: made()",
        "from pkg import made\nif x:\n  def made(): pass\nmade()",
        "def f(): pass\ndef g():\n  f = 1\n  def h(): f()\n",
        "def f():\n  def made(): pass\nmade()",
        "class A:\n  def made(self): pass\n  def other(self): made()",
        "from pkg.impl import Base\nclass A(Unknown, Base):\n  def m(self): self.run()",
        "from pkg.impl import Base\nclass A(Base):\n  def m(self):\n    self.run = 1\n    self.run()",
        "from pkg.impl import Base\nclass A(Base):\n  run = 1\n  def m(self): self.run()",
        "class A:\n  @staticmethod\n  def m(self): self.n()\n  def n(self): pass",
        "from pkg import *\nprint()",
        "x.made()\nmade()\n(lambda: 0)()\nmade()()",
        "from elsewhere import made\nmade()",
        "from .pkg import *\nfrom elsewhere import *\nmade()",
    ],
)
def test_calls_that_are_not_guessed(edges, body: str) -> None:
    assert edges("calls", {**PROGRAM, "a.py": body}) == set()


def test_a_method_of_a_known_base_comes_before_unknown_ones(edges) -> None:
    body = "from pkg.impl import Base\nclass A(Base, Unknown):\n  def m(self): self.run()\n"
    assert edges("calls", {**PROGRAM, "a.py": body}) == {("a.py#A.m", "pkg/impl.py#Base.run")}


def test_imports_in_a_circle_end(edges) -> None:
    files = {
        "a.py": "from b import f\nf()",
        "b.py": "from a import f\nfrom c import *",
        "c.py": "from c import *\nfrom b import *\ng()",
    }
    assert edges("calls", files) == set()


def test_classes_that_inherit_in_a_circle_end(edges) -> None:
    body = "class A(B):\n  def m(self): self.x()\nclass B(A):\n  def n(self): self.m()\n"
    assert edges("calls", {"a.py": body}) <= {("a.py#B.n", "a.py#A.m")}


def test_hostile_circles_end_soon(edges) -> None:
    """Each of these would take longer than the universe by plain recursion."""
    stars = "".join(f"from m{number} import *\n" for number in range(12))
    content = {f"m{number}.py": stars + "gone()\n" for number in range(12)}
    content["self.py"] = f"class A({', '.join('A' * 20)}):\n  def m(self): self.gone()\n"
    levels = [f"class A{n}(A{n - 1}, B{n - 1}): pass\nclass B{n}(A{n - 1}, B{n - 1}): pass\n" for n in range(1, 19)]
    content["levels.py"] = (
        f"class A0: pass\nclass B0: pass\n{''.join(levels)}class C(A18, B18):\n  def m(self): self.gone()\n"
    )
    wide = "".join(f"class W{number}: pass\n" for number in range(3000))
    content["wide.py"] = f"{wide}class C({', '.join(f'W{n}' for n in range(3000))}):\n  def m(self): self.gone()\n"
    assert edges("calls", content) == set()


def test_a_class_defined_twice_with_other_bases_is_not_followed(edges) -> None:
    body = "class B:\n  def n(self): pass\nif x:\n  class A(B): pass\nelse:\n  class A: pass\n"
    assert edges("calls", {"a.py": body + "class C(A):\n  def m(self): self.n()\n"}) == set()
