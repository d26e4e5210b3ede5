"""`facts:show` and `facts:check` over folders and projects of a store, as people write facts and get them wrong."""

from pathlib import Path
from typing import Any

import pytest

from commandcenter.compliance.facts.model import FactSheet

PROOF = b"Minutes of the meeting.\n"
UNPROVED = "attested without evidence that can be followed"


def show(command, *more: object) -> FactSheet:
    done = command("facts:show", "shop", "--as-of", "2026-09-01", "--json", *more)
    assert (done.code, done.err) == (0, "")
    return FactSheet.from_json(done.json)


def check(command, *more: object) -> list[tuple[str, str]]:
    done = command("facts:check", "shop", "--as-of", "2026-09-01", "--json", *more)
    faults = done.json["faults"]
    assert (done.code, done.err) == (1 if faults else 0, "")
    return [(one["where"], one["reason"]) for one in faults]


def test_each_fact_with_where_it_comes_from(command, write, proof) -> None:
    facts = {"entity": {"mica_roles": ["casp"]}, "board": {"policy": {"approved": True}}}
    write({
        "shop/compliance/a.yaml": {"facts": facts, "evidence": {"board.policy": proof(PROOF)}},
        "shop/compliance/proof.txt": PROOF,
        "shop/LICENSE": "MIT License\n",
    })  # fmt: skip
    sheet = show(command)
    assert sheet.facts["board"] == facts["board"]
    assert sheet.facts["quality"]["license"]["text_present"] is True
    kinds = {path: (one.kind, one.nodes, one.rev) for path, one in sheet.provenance.items()}
    assert kinds["board.policy.approved"] == ("attested", ("evidence:compliance/a.yaml#board",), 1)
    assert kinds["quality.license.text_present"] == ("measured", ("file:LICENSE",), 1)
    assert check(command) == []
    assert command("facts:check", "shop").out.endswith("all in order\n")
    table = command("facts:show", "shop").out
    assert all(path in table for path in sheet.provenance)


def test_the_sheet_is_what_judge_reads(command, write, proof) -> None:
    facts = {"entity": {"mica_roles": ["art_issuer"]}, "rewards": {"time_linked": False}}
    write({"shop/compliance/a.yaml": {"facts": facts}, "shop/a.py": "A = 1\n"})
    Path("sheet.json").write_text(command("facts:show", "shop", "--sheet", "--as-of", "2026-09-01").out)
    judged = command("judge", "sheet.json", "--json").json
    audited = command("audit", "shop", "--as-of", "2026-09-01", "--format", "json").json["findings"]
    members = judged[0].keys()
    assert [{name: one[name] for name in members} for one in audited] == judged
    assert {one["verdict"] for one in judged} == {"pass", "fail", "not_applicable"}


A = {"custody": {"approved": True}}
FAULTS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("unproved", {"a.yaml": {"facts": A}}, [("custody.approved", UNPROVED)]),
    (
        "a digest of nothing",
        {"a.yaml": {"facts": A, "evidence": {"custody": {"uri": "x", "sha256": "0" * 64, "collected_at": "2026-01-01"}}}},
        [("custody", f"evidence: nothing is kept with the digest {'0' * 64}"), ("custody.approved", UNPROVED)],
    ),
    (
        "a digest that is none",
        {"a.yaml": {"facts": A, "evidence": {"custody": {"uri": "x", "sha256": "00", "collected_at": "2026-01-01"}}}},
        [("custody", "evidence: sha256 must be 64 lower-case hex digits"), ("custody.approved", UNPROVED)],
    ),
    (
        "no reference",
        {"a.yaml": {"facts": A, "evidence": {"custody": "see the minutes"}}},
        [
            ("custody", "evidence: a reference is an object with uri, sha256 and collected_at"),
            ("custody.approved", UNPROVED),
        ],
    ),
    (
        "two files that differ",
        {"a.yaml": {"facts": {"fees": {"eur": 1}}}, "b.yaml": {"facts": {"fees": {"eur": 2}}}},
        [("fees.eur", "attested differently in another file")] * 2,
    ),
    (
        "a value against members",
        {"a.yaml": {"facts": {"fees": 1}}, "b.yaml": {"facts": {"fees": {"eur": 2}}}},
        [("fees", "attested differently in another file"), ("fees.eur", "attested differently in another file")],
    ),
    (
        "what is measured",
        {"a.yaml": {"facts": {"quality": {"indexed": False, "license": {"text_present": False}}}}},
        [
            ("quality.indexed", "measured; an attestation does not overrule that"),
            ("quality.license.text_present", "measured; an attestation does not overrule that"),
        ],
    ),
    (
        "what lies above the measured",
        {"a.yaml": {"facts": {"quality": 7}}},
        [("quality", "measured; an attestation does not overrule that")],
    ),
    ("a wrong type", {"a.yaml": {"facts": {"entity": {"mica_roles": "casp"}}}}, [("/entity/mica_roles", "")]),
    (
        "a day that is none",
        {"a.yaml": {"facts": {"calendar": {"eu_public_holidays": ["2026-02-30"]}}}},
        [("/calendar/eu_public_holidays/0", "")],
    ),
    ("broken", {"a.yaml": "facts: {custody: [}"}, [("compliance/a.yaml", "")]),
    ("an unknown member", {"a.yaml": {"fact": A}}, [("compliance/a.yaml", "")]),
    ("too large", {"a.yaml": "x" * 10_000_000}, [("compliance/a.yaml", "larger than 2000000 bytes: listed, not parsed")]),
    ("no waiver", {"waivers/a.json": "{"}, [("compliance/waivers/a.json", "")]),
    ("two documents", {"a.yaml": "facts: {a: 1}\n---\nfacts: {b: 1}"}, [("compliance/a.yaml", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "faults"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_is_wrong_is_told_where_it_stands(
    command, write, files: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    write({f"shop/compliance/{name}": content for name, content in files.items()})
    write({"shop/a.py": "A = 1\n"})
    found = check(command)
    assert [where for where, _ in found] == [where for where, _ in faults]
    for (_, told), (_, expected) in zip(found, faults, strict=True):
        assert told
        assert expected in ("", told)
    shown = command("facts:check", "shop")
    assert shown.code == 1
    assert all(where in shown.out for where, _ in faults)
    assert not any(claim is True for claim in show(command).facts.get("custody", {}).values())


def test_links_are_told_and_not_followed(command, write, proof, tmp_path: Path) -> None:
    write({"out/a.yaml": {"facts": {"custody": {"eur": 1}}}, "shop/compliance/b.yaml": {"facts": {"fees": {"eur": 1}}}})
    (tmp_path / "shop/compliance/a.yaml").symlink_to(tmp_path / "out/a.yaml")
    (tmp_path / "shop/compliance/loop.yaml").symlink_to("loop.yaml")
    assert [where for where, _ in check(command)] == ["compliance/a.yaml", "compliance/loop.yaml"]
    assert "custody" not in show(command).facts
    (tmp_path / "shed").mkdir()
    (tmp_path / "shed/compliance").symlink_to(tmp_path / "shop/compliance")
    done = command("facts:check", "shed", "--json")
    assert [one["where"] for one in done.json["faults"]] == ["compliance"]


def test_evidence_outside_of_its_folder_proves_nothing(command, write, proof) -> None:
    write({
        "shop/compliance/a.yaml": {"facts": A, "evidence": {"custody": proof(PROOF)}},
        "shop/proof.txt": PROOF,
    })  # fmt: skip
    assert ("custody.approved", UNPROVED) in check(command)


def test_a_fault_of_one_pack_is_told_when_that_is_asked(command, write) -> None:
    write({"shop/compliance/a.yaml": {"facts": {"entity": {"mica_roles": "casp"}}}})
    assert [where for where, _ in check(command, "--packs", "mica")] == ["/entity/mica_roles"]
    assert check(command, "--packs", "quality") == []


def test_every_revision_has_its_facts(command, write) -> None:
    for years in (5, 6):
        write({"shop/compliance/a.yaml": {"facts": {"retention": {"years": years}, "fees": {"eur": 1}}}})
        command("index", "shop")
    store = ("--store", "store")
    for rev in (1, 2):
        sheet = show(command, *store, "--rev", str(rev))
        assert (sheet.rev, sheet.facts["retention"]) == (rev, {"years": rev + 4})
        assert sheet.provenance["retention.years"].rev == rev
        assert sheet.provenance["fees.eur"].rev == 1, "it was told first then, and not changed since"
    command("audit", "shop", "--packs", "quality", *store)
    newest = show(command, *store)
    assert (newest.rev, newest.facts) == (3, show(command, *store, "--rev", "2").facts)
    assert check(command, *store) == []


@pytest.mark.parametrize("name", ["facts:show", "facts:check"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("shop", "--as-of", "2026-2-3"), "as_of must be a date"),
        (("shop", "--as-of", ""), "as_of must be a date"),
        (("nobody",), "no project"),
        (("../shop",), "no name of a project"),
        (("shop", "--store", "store"), "no project of the store"),
        (("shop", "--hub", "alpha", "--store", "store"), "--store"),
        (("shop", "--hub", "http://example.com"), "https"),
        (("shop", "--rev", "0"), "--rev"),
        ((), "TARGET"),
    ],
)
def test_bad_input_is_one_line(command, write, name: str, arguments: tuple[str, ...], says: str) -> None:
    write({"shop/a.py": "A = 1\n"})
    done = command(name, *arguments)
    assert done.says(2, says), done
    assert done.out == ""


def test_packs_and_revisions_that_are_not_there(command, write) -> None:
    write({"shop/a.py": "A = 1\n"})
    command("index", "shop")
    assert command("facts:check", "shop", "--packs", "none").says(2, "no rule pack none")
    assert command("facts:show", "shop", "--store", "store", "--rev", "2").says(2, "revision")
    assert command("facts:show", "shop", "--rev", "2").says(2, "revision")
    assert command("facts:show", "shop", "--store", "store", "--rev", "9" * 30).code == 2


def test_what_strangers_write_does_not_steer_the_terminal(command, write) -> None:
    text = '{facts: {fees: {"\\e[2J\\r[red]x[/]": "\\e]0;title\\a[bold]", "\\u202eabc": "a\\nb\\u2066"}}}'
    write({"shop/compliance/a.yaml": text})
    done = command("facts:show", "shop")
    assert done.code == 0
    assert all(sign.isprintable() or sign == "\n" for sign in done.out)
    assert "[red]x[/]" in done.out
    assert "[bold]" in done.out
