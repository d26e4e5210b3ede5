"""`evidence:add`: a file kept by its digest, and the reference to it as people paste it into their facts."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.compliance.facts.evidence import MAX_FILE_BYTES, evidence_name, read_reference
from commandcenter.indexing.documents import load_yaml
from commandcenter.ledger.open import open_directory

DAY = "2026-09-01"


@pytest.fixture
def shop(command, write):
    write({"shop/compliance/facts.yaml": {"facts": {"custody": {"approved": True}}}})
    command("index", "shop")
    return command


def add(command, file: str, *more: str):
    return command("evidence:add", file, "--project", "shop", "--store", "store", *more)


def test_what_is_added_proves_what_refers_to_it(shop, write) -> None:
    write({"minutes.pdf": b"%PDF minutes"})
    unproved = shop("facts:check", "shop", "--store", "store", "--packs", "mica")
    assert unproved.code == 1
    done = add(shop, "minutes.pdf")
    assert (done.code, done.err) == (0, "")
    write({"shop/compliance/facts.yaml": f"facts: {{custody: {{approved: true}}}}\nevidence:\n  custody: {done.out}"})
    shop("index", "shop")
    assert shop("facts:check", "shop", "--store", "store", "--packs", "mica").code == 0
    sheet = shop("facts:show", "shop", "--store", "store", "--json").json
    assert sheet["facts"]["custody"] == {"approved": True}
    assert sheet["provenance"]["custody.approved"]["evidence"] == [
        read_reference(load_yaml(done.out.encode())).__dict__
    ]
    folder = shop("facts:show", "shop", "--json").json
    assert folder["facts"]["custody"] == {"approved": None}, "a folder alone holds no stored evidence"


def test_the_same_bytes_are_one_piece(shop, write) -> None:
    write({"a.pdf": b"minutes", "b.pdf": b"minutes", "c.pdf": b"others"})
    first, again = add(shop, "a.pdf", "--json").json, add(shop, "a.pdf", "--json").json
    assert first == again
    assert first["sha256"] == hashlib.sha256(b"minutes").hexdigest()
    ledger = open_directory(Path("store"))
    rev = ledger.rev_at("shop")
    other = add(shop, "b.pdf", "--json").json
    assert (other["sha256"], other["collected_at"]) == (first["sha256"], first["collected_at"])
    assert ledger.rev_at("shop") == rev
    add(shop, "c.pdf")
    assert ledger.rev_at("shop") == rev + 1
    assert ledger.objects.get(evidence_name("shop", first["sha256"])) == b"minutes"
    assert shop("ledger:verify", "--store", "store").code == 0


def test_evidence_of_one_project_proves_nothing_of_another(shop, write) -> None:
    write({"a.pdf": b"minutes", "shed/a.py": "A = 1\n"})
    shop("index", "shed")
    reference = shop("evidence:add", "a.pdf", "--project", "shed", "--json").json
    write(
        {"shop/compliance/facts.yaml": {"facts": {"custody": {"approved": True}}, "evidence": {"custody": reference}}}
    )
    shop("index", "shop")
    faults = shop("facts:check", "shop", "--store", "store", "--packs", "mica", "--json").json["faults"]
    assert [one["where"] for one in faults] == ["custody", "custody.approved"]


names = st.text(st.characters(exclude_characters="/\x00", exclude_categories=("Cs",)), min_size=1, max_size=40).filter(
    lambda name: name not in (".", "..") and len(name.encode()) <= 250
)


@given(
    name=names | st.sampled_from(['a"b', "a: {b}", "a\\", "'", "#", "\n", "\x1b[2J", "\u2028", "\U0001f600", "\x85"])
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_printed_can_be_pasted_whatever_the_file_is_called(shop, tmp_path: Path, name: str) -> None:
    data = name.encode()
    (tmp_path / name).write_bytes(data)
    done = add(shop, str(tmp_path / name))
    assert done.code == 0, done
    assert "\n" not in done.out[:-1]
    reference = read_reference(load_yaml(f"evidence: {done.out}".encode())["evidence"])
    assert reference.sha256 == hashlib.sha256(data).hexdigest()
    if name.isprintable():
        assert reference.uri == f"evidence:{name}"


def test_a_name_that_is_no_text(shop, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/minutes\xff.pdf"
    with open(path, "wb") as file:  # noqa: PTH123 - no path of text leads there
        file.write(b"minutes")
    done = add(shop, os.fsdecode(path))
    assert done.code == 0, done
    assert "evidence:minutes_.pdf" in done.out


def test_an_empty_file_and_one_too_large(shop, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert add(shop, "empty", "--json").json["sha256"] == hashlib.sha256(b"").hexdigest()
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    rev = open_directory(Path("store")).rev_at("shop")
    assert add(shop, "large").says(2, "at most 104,857,600 bytes")
    assert open_directory(Path("store")).rev_at("shop") == rev


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.pdf", "--project", "shop"), "none.pdf"),
        (("shop", "--project", "shop"), "directory"),
        (("a.pdf",), "--project"),
        (("a.pdf", "--project", "nobody"), "no project"),
        (("a.pdf", "--project", ".."), "no name of a project"),
        (("a.pdf", "--project", "../../etc"), "no name of a project"),
        (("a.pdf", "--project", "_hub"), "no name of a project"),
        (("a.pdf", "--project", "shop", "--store", "none"), "no project"),
        (("a.pdf", "--project", "shop", "--store", "store", "--hub", "alpha"), "not both"),
    ],
)
def test_bad_input_is_one_line_and_keeps_nothing(
    shop, write, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    write({"a.pdf": b"minutes"})
    before = sorted(tmp_path.rglob("*"))
    done = shop("evidence:add", *arguments)
    assert done.says(2, says), done
    assert sorted(tmp_path.rglob("*")) == before
