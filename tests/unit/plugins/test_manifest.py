"""A manifest is checked before anything of the plugin runs, and the error says where the fault is."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.plugins.manifest import read_manifest
from commandcenter.plugins.schemas import compile_schema

GOOD = {"id": "count-lines", "version": "1.2.3-rc.1+b7", "kind": "indexer", "title": "Lines", "entry": "lines.py:Lines"}


def write(folder: Path, content: object) -> Path:
    path = folder / "plugin.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def test_a_full_manifest_is_read_as_written(tmp_path: Path) -> None:
    extra = {
        "permissions": ["secrets:github"],
        "contributes": {"files": ["*.py"]},
        "owner": "team",
        "config": {"type": "object"},
    }
    manifest = read_manifest(write(tmp_path, {**GOOD, **extra}))
    assert manifest.permissions == ("secrets:github",)
    assert (manifest.id, manifest.entry, manifest.owner) == ("count-lines", "lines.py:Lines", "team")
    assert manifest.contributes == {"files": ["*.py"]}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"id": "Count"}, "/id"),
        ({"id": "a_b"}, "/id"),
        ({"id": "../evil"}, "/id"),
        ({"id": "count\n"}, "/id"),
        ({"version": "1.2"}, "/version"),
        ({"version": 1.2}, "/version"),
        ({"version": "01.2.3"}, "/version"),
        ({"kind": "virus"}, "/kind"),
        ({"title": ""}, "/title"),
        ({"entry": "../lines.py:Lines"}, "/entry"),
        ({"entry": "lines:Lines"}, "/entry"),
        ({"permissions": ["secrets:a", "secrets:a"]}, "/permissions"),
        ({"permissions": ["ok", 3]}, "/permissions/1"),
        ({"contributes": []}, "/contributes"),
        ({"surprise": 1}, ""),
    ],
)
def test_each_fault_is_named_with_file_and_pointer(tmp_path: Path, change: dict[str, object], pointer: str) -> None:
    path = write(tmp_path, {**GOOD, **change})
    with pytest.raises(InvalidInputError) as caught:
        read_manifest(path)
    assert str(path) in caught.value.detail
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("field", ["id", "version", "kind", "title", "entry"])
def test_a_missing_field_is_refused_by_name(tmp_path: Path, field: str) -> None:
    path = write(tmp_path, {name: value for name, value in GOOD.items() if name != field})
    with pytest.raises(InvalidInputError, match=field):
        read_manifest(path)


def test_a_data_plugin_needs_no_entry(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "mica", "version": "1.0.0", "kind": "rulepack", "title": "MiCA"})
    assert read_manifest(path).entry is None


@pytest.mark.parametrize(
    "text", ["[unclosed", "just text", "", "!!python/object/apply:os.getcwd []", "\x00", "x: " + "y" * 70_000]
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plugin.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=re.escape(str(path))):
        read_manifest(path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "config", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_yaml_is_either_a_manifest_or_refused(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = write(tmp_path_factory.mktemp("any"), content)
    with pytest.raises(InvalidInputError):
        read_manifest(path)


def test_a_pointer_is_escaped() -> None:
    check = compile_schema({"properties": {"a/b~c": {"type": "integer"}}}, "config")
    with pytest.raises(InvalidInputError) as caught:
        check({"a/b~c": "x"})
    assert caught.value.pointer == "/a~1b~0c"


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:9/x.json", "https://example.test/x", "file:///etc/passwd", "other.json"]
)
def test_a_schema_never_reaches_out(uri: str) -> None:
    with pytest.raises(InvalidInputError, match="schema is broken"):
        compile_schema({"$ref": uri}, "config")
