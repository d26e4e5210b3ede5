"""A folder put beside the others is a plugin: found, configured and run, with no change to the core."""

import multiprocessing
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Protocol

import pytest

from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.plugins.loader import Plugin, find_plugins

MANIFEST = """
id: {id}
version: 1.0.0
kind: {kind}
title: Counts lines
entry: count.py:Count
config:
  type: object
  additionalProperties: false
  properties:
    factor: {{type: integer, default: 2, minimum: 1}}
"""
ENTRY = """
from .numbers import times


class Count:
    def __init__(self, factor: int) -> None:
        self.factor = factor

    def claims(self, path):
        return path.endswith(".txt")

    def index_file(self, file, data):
        return times(data.count(10), self.factor)

    def finish(self, facts, paths):
        return sum(facts.values())
"""
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(
        plugin_id: str, *, root: str = "plugins", kind: str = "indexer", entry: str = ENTRY, folder: str = ""
    ) -> Path:
        home = tmp_path / root / (folder or plugin_id)
        home.mkdir(parents=True)
        (home / "plugin.yaml").write_text(MANIFEST.format(id=plugin_id, kind=kind))
        (home / "count.py").write_text(entry)
        (home / "numbers.py").write_text("def times(a, b):\n    return a * b\n")
        return home.parent

    return build


def run_in_worker(root: Path, plugin: Plugin) -> tuple[int, int]:
    """Recreate the plugin in another process, once from its pickle and once from root and id."""
    again = next(found for found in find_plugins([root]) if found.id == plugin.id)
    return plugin.create().index_file(None, b"\n\n"), again.create({"factor": 5}).index_file(None, b"\n")


def test_a_new_folder_is_a_working_plugin(make: Make) -> None:
    (plugin,) = find_plugins([make("count-lines")])
    assert plugin.create().index_file(None, b"a\nb\n") == 4
    assert plugin.create({"factor": 3}).index_file(None, b"a\nb\n") == 6


def test_finding_imports_nothing(make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "imported"
    root = make("bomb", entry=f"open({str(mark)!r}, 'w').close()\n{ENTRY}")
    (plugin,) = find_plugins([root])
    assert not mark.exists()
    assert "commandcenter_plugins.bomb" not in sys.modules
    plugin.create()
    assert mark.exists()


def test_plugins_come_sorted_and_by_kind(make: Make) -> None:
    make("zebra")
    make("ape", kind="pinner")
    roots = [make("lion"), make("bear", root="more")]
    (roots[0] / "notes").mkdir()
    assert [plugin.id for plugin in find_plugins(roots)] == ["ape", "bear", "lion", "zebra"]
    assert [plugin.id for plugin in find_plugins(roots, kind="pinner")] == ["ape"]


def test_an_id_met_twice_is_refused(make: Make) -> None:
    with pytest.raises(ConflictError, match="lion"):
        find_plugins([make("lion"), make("lion", root="more")])


def test_the_folder_bears_the_id(make: Make) -> None:
    with pytest.raises(InvalidInputError, match="must be named lion"):
        find_plugins([make("lion", folder="tiger")])


def test_a_root_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        find_plugins([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("config", "pointer"), [({"factor": 0}, "/factor"), ({"factor": "2"}, "/factor"), ({"x": 1}, "")]
)
def test_a_bad_config_is_refused_before_the_code_runs(make: Make, config: dict[str, object], pointer: str) -> None:
    (plugin,) = find_plugins([make("count", entry="raise SystemExit('ran')")])
    with pytest.raises(InvalidInputError, match="config of plugin count") as caught:
        plugin.create(config)
    assert caught.value.pointer == pointer


def test_a_class_that_does_not_fit_its_kind_is_refused(make: Make) -> None:
    (plugin,) = find_plugins([make("half", entry="class Count:\n    def claims(self, path): ...\n")])
    with pytest.raises(InvalidInputError, match="lacks finish, index_file"):
        plugin.create()


def test_a_class_is_held_to_the_callers_contract(make: Make) -> None:
    class Pinner(Protocol):
        def pin(self, data: bytes) -> str: ...

    (plugin,) = find_plugins([make("pin-nothing", kind="action")])
    assert plugin.create() is not None
    with pytest.raises(InvalidInputError, match="lacks pin"):
        plugin.create(contract=Pinner)


@pytest.mark.parametrize("entry", ["", "Count = 3\n"])
def test_an_entry_without_its_class_is_refused(make: Make, entry: str) -> None:
    (plugin,) = find_plugins([make("empty", entry=entry)])
    with pytest.raises(InvalidInputError, match=r"no class Count in count\.py"):
        plugin.create()


def test_an_entry_without_its_file_is_refused(make: Make) -> None:
    root = make("lost")
    (root / "lost" / "count.py").unlink()
    with pytest.raises(InvalidInputError, match=r"no file count\.py"):
        find_plugins([root])[0].create()


def test_a_plugin_keeps_its_modules_to_itself(make: Make) -> None:
    (first,) = find_plugins([make("first")])
    (other,) = find_plugins([make("other", root="more", entry=ENTRY.replace("data.count(10)", "7"))])
    assert (first.create().index_file(None, b""), other.create().index_file(None, b"")) == (0, 14)
    assert "numbers" not in sys.modules or "commandcenter" not in str(sys.modules["numbers"].__file__)


def test_an_upgraded_folder_takes_the_place_of_the_old(make: Make) -> None:
    (old,) = find_plugins([make("same")])
    (new,) = find_plugins([make("same", root="v2", entry=ENTRY.replace("data.count(10)", "7"))])
    assert [plugin.create().index_file(None, b"\n") for plugin in (old, new, old)] == [2, 14, 2]


def test_one_class_however_often_created(make: Make) -> None:
    (plugin,) = find_plugins([make("stable")])
    assert type(plugin.create()) is type(plugin.create())


def test_a_plugin_survives_the_way_into_another_process(make: Make) -> None:
    root = make("far-away")
    (plugin,) = find_plugins([root])
    assert pickle.loads(pickle.dumps(plugin)) == plugin
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        assert pool.submit(run_in_worker, root, plugin).result(timeout=60) == (4, 5)
