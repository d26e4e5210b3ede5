"""`audit` over folders and over projects of a store, by the packs that come with the command and the real OPA."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commandcenter.compliance.audit import Audit
from commandcenter.compliance.record import audit_name
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.compliance.waivers.signed import principal_of, sign_approval, sign_request
from commandcenter.kernel.clock import format_time
from commandcenter.ledger.open import open_directory
from commandcenter.signing.signer import open_signer

DAY = "2026-09-01"
PROOF = b"The report for the second quarter, as it was filed.\n"
QUARTERLY, INTEREST, CAP = "MICA-ART-22-QUARTERLY", "MICA-ART-40-NO-INTEREST", "MICA-ART-23-MOE-CAP"
FIELDS = ["holders", "value_issued", "reserve_size", "avg_tx_count", "avg_tx_value", "means_of_exchange_estimate"]
ISSUER = {
    "entity": {"mica_roles": ["art_issuer"]},
    "token": {"issue_value_eur": 100_000_001, "eu_official_currency": False},
    "reporting": {"nca_required": False, "latest_quarter_submitted": True, "fields": FIELDS},
}
"""An issuer that reports every quarter, of which nothing else is known."""


@pytest.fixture
def issuer(write, proof):
    """Write the issuer's folder, `shop`, its facts changed or joined by others, proved unless told otherwise."""

    def make(proved: bool = True, **groups: Any) -> None:
        facts = {name: said for name, said in (ISSUER | groups).items() if said is not None}
        evidence = {name: proof(PROOF) for name in facts} if proved else {}
        write({
            "shop/compliance/facts.yaml": {"facts": facts, "evidence": evidence},
            "shop/compliance/proof.txt": PROOF,
            "shop/shop.py": "def sell():\n    return 1\n",
        })  # fmt: skip

    make()
    return make


def look(command, *more: object) -> Audit:
    """Audit the issuer by one pack and read what is written for machines."""
    done = command("audit", "shop", "--packs", "mica", "--as-of", DAY, "--format", "json", *more)
    assert (done.code, done.err) == (0, "")
    return Audit.from_json(done.json)


def verdict(audit: Audit, control: str) -> tuple[str, str]:
    return next(
        (one.finding.verdict, one.finding.reason) for one in audit.findings if one.finding.control_id == control
    )


def verdicts(audit: Audit) -> list[Any]:
    return [one.finding for one in audit.findings]


def test_a_folder_is_judged_and_nothing_is_kept(command, issuer, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    audit = look(command)
    assert verdict(audit, QUARTERLY) == ("pass", "requirement_met")
    assert verdict(audit, INTEREST) == ("fail", "evidence_missing")
    assert (audit.project, audit.rev, audit.as_of, audit.status) == ("shop", 1, DAY, "fail")
    quarterly = next(one for one in audit.findings if one.finding.control_id == QUARTERLY)
    told = quarterly.provenance["reporting.latest_quarter_submitted"][0]
    assert (told.kind, told.by, told.nodes) == ("attested", "cli", ("evidence:compliance/facts.yaml#reporting",))
    assert [one.uri for one in told.evidence] == ["compliance/proof.txt"]
    assert sorted(tmp_path.rglob("*")) == before
    again = look(command)
    assert (again.id, verdicts(again)) == (audit.id, verdicts(audit))


def test_what_nobody_proves_does_not_pass(command, issuer) -> None:
    issuer(proved=False)
    audit = look(command)
    assert verdict(audit, QUARTERLY) == ("fail", "evidence_missing")
    assert [one.path for one in audit.refused] == ["reporting.latest_quarter_submitted"]
    shown = command("audit", "shop", "--packs", "mica", "--as-of", DAY)
    assert "1 attested facts do not count" in shown.err
    rows = [line.split("│") for line in shown.out.splitlines() if "MICA-" in line]
    assert [row[1].strip() for row in rows] == ["fail"] * len(rows)
    assert shown.out.rstrip().endswith("shop: fail")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-06-29", ("not_applicable", "not_in_force")),
        ("2024-06-30", ("pass", "requirement_met")),
        ("1678-01-01", ("not_applicable", "not_in_force")),
        ("2261-12-31", ("pass", "requirement_met")),
    ],
)
def test_a_control_holds_from_its_first_day(command, issuer, day: str, said: tuple[str, str]) -> None:
    assert verdict(look(command, "--as-of", day), QUARTERLY) == said


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_no_rule_can_count_to_passes_nothing(command, issuer, day: str) -> None:
    assert {(one.verdict, one.missing) for one in verdicts(look(command, "--as-of", day))} == {("fail", ("as_of",))}


def test_a_wrong_type_stops_its_pack_and_no_other(command, issuer) -> None:
    issuer(token={"issue_value_eur": "a lot"})
    done = command("audit", "shop", "--packs", "mica,quality", "--as-of", DAY, "--format", "json")
    audit = Audit.from_json(done.json)
    assert (done.code, audit.status) == (1, "error")
    mica, quality = audit.packs
    assert (mica.status, mica.score, mica.controls) == ("error", None, ())
    assert mica.error.endswith("at /token/issue_value_eur")
    assert quality.status in {"ok", "warn", "fail"}
    assert {one.finding.pack for one in audit.findings} == {"quality"}
    shown = command("audit", "shop", "--packs", "mica,quality", "--as-of", DAY)
    assert shown.code == 1
    assert "/token/issue_value_eur" in shown.out
    assert shown.out.rstrip().endswith("shop: error")


@pytest.mark.parametrize(
    ("fail_on", "packs", "code"),
    [
        ("critical", "mica", 1),
        ("low", "mica", 1),
        ("critical", "quality", 0),
        ("high", "quality", 0),
        ("medium", "quality", 1),
        ("low", "quality", 1),
        ("low", "privacy", 0),
    ],
)
def test_exit_codes_follow_the_worst_failure(command, issuer, fail_on: str, packs: str, code: int) -> None:
    done = command("audit", "shop", "--packs", packs, "--as-of", DAY, "--fail-on", fail_on)
    assert (done.code, done.err) == (code, "")


BAD: list[tuple[tuple[object, ...], str]] = [
    (("shop", "--as-of", "2026-02-30"), "as_of must be a date"),
    (("shop", "--as-of", "tomorrow"), "as_of must be a date"),
    (("shop", "--as-of", ""), "as_of must be a date"),
    (("shop", "--as-of", "20260901"), "as_of must be a date"),
    (("shop", "--packs", "nothing"), "no rule pack nothing"),
    (("shop", "--packs", "mica,../mica"), "no rule pack ../mica"),
    (("shop", "--packs", " , "), "names no pack"),
    (("shop", "--fail-on", "dreadful"), "dreadful"),
    (("shop", "--format", "xlsx"), "xlsx"),
    (("shop", "--out", "audit.json"), "--format"),
    (("shop", "--format", "json", "--out", "."), "directory"),
    (("shop", "--format", "json", "--out", "none/audit.json"), "none/audit.json"),
    (("shop", "--policies", "none"), "none"),
    (("shop", "--policies", "shop"), "no rule pack"),
    (("shop", "--trust", "none.json"), "none.json"),
    (("shop", "--trust", "shop/shop.py"), ""),
    (("shop", "--hub", "alpha", "--trust", "shop/shop.py"), "a hub has its own"),
    (("shop", "--store", "none"), "no folder, and no project"),
    (("shop", "--store", "shop/shop.py"), "is a file"),
    (("shop.py",), "no folder, and no project"),
    (("shop/shop.py",), "no name of a project"),
    (("../shop",), "no name of a project"),
    (("..\x00",), "no name of a project"),
    (("",), "no name of a project"),
    (("x" * 5000,), "no name of a project"),
    (("_hub",), "no name of a project"),
    (("shop", "--store", "x" * 5000), "no project"),
    ((), "TARGET"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), BAD)
def test_bad_input_is_one_line(command, issuer, tmp_path: Path, arguments: tuple[object, ...], says: str) -> None:
    (tmp_path / "store").mkdir()
    done = command("audit", *arguments, *(("--packs", "mica") if "--policies" in arguments else ()))
    assert done.says(2, says), done
    assert done.out == ""


def test_no_store_is_made_by_asking_for_one(command, tmp_path: Path) -> None:
    assert command("audit", "nobody").says(2, "no project")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_name_no_project_can_have(command, issuer, tmp_path: Path) -> None:
    for name in ("日本", "x" * 62 + "-y", "..."):
        (tmp_path / "shop").rename(tmp_path / name)
        done = command("audit", name, "--packs", "quality", "--as-of", DAY)
        assert done.code == 0 or (done.says(2, "name") and "--project" not in done.err), done
        (tmp_path / name).rename(tmp_path / "shop")


def stored(command) -> tuple[int, dict[str, Any]]:
    """Return the newest revision of the project in the store, and the nodes that audits wrote there."""
    ledger = open_directory(Path("store"))
    nodes = {key: body for key, body in ledger.as_of("shop").items() if body.get("scope") == "audit"}
    return ledger.rev_at("shop"), nodes


def test_an_audit_of_a_project_is_recorded_once(command, issuer) -> None:
    assert command("index", "shop").code == 0
    folder = look(command)
    audit = look(command, "--store", "store")
    assert verdicts(audit) == verdicts(folder)
    rev, nodes = stored(command)
    assert rev == 2
    assert nodes["audit:mica"]["props"]["audit"] == audit.id
    failed = {one.finding.control_id for one in audit.findings if one.finding.fails()}
    assert {key for key, body in nodes.items() if body["props"].get("verdict") == "fail"} == {
        f"finding:mica/{control}" for control in failed
    }
    kept = open_directory(Path("store")).objects.get(audit_name("shop", audit.id))
    assert Audit.from_json(json.loads(kept)) == audit
    again = look(command, "--store", "store")
    assert again == audit, "the audit that was kept first is the one that is told"
    assert stored(command) == (rev, nodes)
    assert command("ledger:verify", "--store", "store").code == 0


def test_an_audit_is_of_what_came_from_a_source(command, issuer) -> None:
    """The revisions audits write are no news to the next audit: another pack is judged over the same revision."""
    command("index", "shop")
    first = look(command, "--store", "store")
    second = look(command, "--store", "store", "--packs", "quality")
    assert (first.rev, second.rev) == (1, 1)
    nodes = stored(command)[1]
    assert {key for key in nodes if key.startswith("audit:")} == {"audit:mica", "audit:quality"}


def test_findings_that_no_longer_apply_are_gone(command, issuer) -> None:
    command("index", "shop")
    look(command, "--store", "store")
    issuer(entity={"mica_roles": []})
    command("index", "shop")
    audit = look(command, "--store", "store")
    applied = {
        f"finding:mica/{one.finding.control_id}" for one in audit.findings if one.finding.verdict != "not_applicable"
    }
    assert audit.rev == 3
    assert {key for key in stored(command)[1] if key.startswith("finding:")} == applied


def test_an_older_audit_never_replaces_a_newer_one(command, issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that was begun before a revision, and ends after the audit of that, finds its place taken."""
    from commandcenter.compliance.record import record_audit

    command("index", "shop")
    older = look(command, "--store", "store")
    issuer(entity={"mica_roles": []})
    command("index", "shop")
    look(command, "--store", "store")
    standing = stored(command)
    receipt = record_audit(open_directory(Path("store")), older)
    assert not receipt.committed
    assert stored(command) == standing


def test_a_day_before_is_told_but_does_not_replace(command, issuer) -> None:
    command("index", "shop")
    look(command, "--store", "store")
    standing = stored(command)
    before = look(command, "--store", "store", "--as-of", "2024-01-01")
    assert verdict(before, QUARTERLY) == ("not_applicable", "not_in_force")
    assert stored(command) == standing


def test_a_day_to_come_does_not_bar_those_before_it(command, issuer) -> None:
    command("index", "shop")
    look(command, "--store", "store", "--as-of", "2261-01-01")
    today = format_time(datetime.now(UTC))[:10]
    look(command, "--store", "store", "--as-of", today)
    assert stored(command)[1]["audit:mica"]["props"]["asOf"] == today


@pytest.mark.parametrize("more", [("--out", "audit.json"), ("--format", "json", "--out", "none/audit.json")])
def test_what_cannot_be_shown_is_not_recorded(command, issuer, more: tuple[str, ...]) -> None:
    command("index", "shop")
    done = command("audit", "shop", "--store", "store", "--packs", "mica", *more)
    assert done.code == 2
    assert stored(command) == (1, {})


def test_a_file_takes_the_audit_and_the_terminal_the_table(command, issuer) -> None:
    done = command("audit", "shop", "--packs", "mica", "--as-of", DAY, "--format", "json", "--out", "audit.json")
    assert done.code == 0
    assert Audit.from_json(json.loads(Path("audit.json").read_bytes())).project == "shop"
    assert QUARTERLY in done.out


def test_the_ledger_of_the_hub_is_no_project(command, issuer) -> None:
    command("index", "shop", "--domain", "Finance")
    assert open_directory(Path("store")).head("_hub") is not None
    for arguments in (("audit", "_hub"), ("facts:show", "_hub"), ("evidence:add", "shop/shop.py", "--project", "_hub")):
        assert command(*arguments).says(2, "no name of a project")


def test_a_full_disk_is_one_line(command, issuer) -> None:
    done = command("audit", "shop", "--packs", "mica", "--format", "json", "--out", "/dev/full")
    assert done.says(1, "/dev/full")


class TestWaivers:
    """Signed waivers in the repository, by keys of those who may sign."""

    @pytest.fixture(autouse=True)
    def keys(self, command, issuer) -> None:
        for name in ("asks", "agrees", "stranger"):
            Path(f"{name}.jwk").write_text(command("hub:key", f"{name}.pem").out)
        keys = [json.loads(Path(f"{name}.jwk").read_text()) for name in ("asks", "agrees")]
        Path("trust.json").write_text(json.dumps({"keys": keys}))

    def sign(self, asked: datetime, days: float, agrees: str = "agrees", **other: Any) -> Waiver:
        """Lay a waiver that was asked for and approved at an instant below `compliance/`."""
        who, whom = (open_signer(f"file:{name}.pem", passphrase="open sesame") for name in ("asks", agrees))
        said: dict[str, Any] = {
            "project": "shop", "pack": "mica", "controls": (INTEREST,), "scope": "all of it", "reason": "under way",
            "owner": "legal", "compensating_control": "no offers", "requester": principal_of(who),
            "requested_at": asked, "expires": asked + timedelta(days=days),
        }  # fmt: skip
        signed = sign_approval(sign_request(Waiver(**said | other), who), whom, asked)
        path = Path("shop/compliance/waivers", f"{signed.claimed().id}.json")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(signed.to_bytes())
        return signed.claimed()

    def test_it_is_counted_apart(self, command) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        plain = look(command).packs[0]
        waiver = self.sign(now - timedelta(days=1), 30)
        assert look(command).packs[0].waived == 0, "without a key to trust no waiver counts"
        audit = look(command, "--trust", "trust.json")
        pack = audit.packs[0]
        assert (pack.passed, pack.failed, pack.waived) == (plain.passed, plain.failed - 1, 1)
        assert pack.score == plain.score, "a waiver makes no pass"
        one = next(one for one in audit.findings if one.waiver)
        assert (one.finding.control_id, one.finding.verdict, one.waiver) == (INTEREST, "fail", waiver.id)
        assert one.waived_until == format_time(waiver.expires)

    @pytest.mark.parametrize(
        ("ago", "days", "agrees", "other"),
        [
            (40, 30, "agrees", {}),
            (1, 1, "agrees", {}),
            (-1, 30, "agrees", {}),
            (1, 30, "stranger", {}),
            (1, 30, "agrees", {"project": "shed"}),
            (1, 30, "agrees", {"pack": "sec"}),
            (1, 30, "agrees", {"controls": (QUARTERLY,)}),
        ],
    )
    def test_it_does_not_count(self, command, ago: int, days: int, agrees: str, other: dict[str, Any]) -> None:
        """Expired, expired just now, not begun, approved by a stranger, for another project, another pack, or a pass."""
        asked = datetime.now(UTC).replace(microsecond=0) - timedelta(days=ago)
        self.sign(asked, days, agrees, **other)
        audit = look(command, "--trust", "trust.json")
        assert (audit.packs[0].waived, {one.waiver for one in audit.findings}) == (0, {""})

    def test_the_day_judged_for_does_not_wake_a_dead_waiver(self, command) -> None:
        self.sign(datetime(2026, 8, 1, tzinfo=UTC), 60)
        assert look(command, "--trust", "trust.json", "--as-of", "2026-08-15").packs[0].waived == 0

    def test_it_keeps_a_failure_from_failing_the_command(self, command, write) -> None:
        now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        failing = [one for one in look(command).findings if one.finding.fails() and one.finding.severity == "critical"]
        arguments = (
            "audit",
            "shop",
            "--packs",
            "mica",
            "--as-of",
            DAY,
            "--fail-on",
            "critical",
            "--trust",
            "trust.json",
        )
        assert command(*arguments).code == 1
        self.sign(now, 30, controls=tuple(one.finding.control_id for one in failing[1:]))
        assert command(*arguments).code == 1
        self.sign(now, 30, controls=(failing[0].finding.control_id,))
        done = command(*arguments)
        assert done.code == 0
        assert done.out.count("waived until") == len(failing)

    def test_it_is_another_audit_with_and_without_it(self, command) -> None:
        command("index", "shop")
        before = look(command, "--store", "store")
        self.sign(datetime.now(UTC).replace(microsecond=0) - timedelta(days=1), 30)
        command("index", "shop")
        after = look(command, "--store", "store", "--trust", "trust.json")
        assert after.id != before.id
        nodes = stored(command)[1]
        assert nodes["audit:mica"]["props"]["waived"] == 1
        assert nodes[f"finding:mica/{INTEREST}"]["props"]["waiver"] == next(
            one.waiver for one in after.findings if one.waiver
        )
        untrusted = look(command, "--store", "store")
        assert untrusted.packs[0].waived == 0
        assert stored(command)[1]["audit:mica"]["props"]["waived"] == 0

    def test_a_file_that_is_no_waiver_stops_nothing(self, command, write) -> None:
        self.sign(datetime.now(UTC).replace(microsecond=0) - timedelta(days=1), 30)
        write({
            "shop/compliance/waivers/a.json": "{",
            "shop/compliance/waivers/b.json": {"request": {}},
            "shop/compliance/waivers/c.json": [],
            "shop/compliance/waivers/d.json": b"\xff" * 100,
            "shop/compliance/waivers/deep/e.json": "null",
        })  # fmt: skip
        audit = look(command, "--trust", "trust.json")
        assert audit.packs[0].waived == 1


class TestHostile:
    """Folders made to break what reads them: one judged all the same, nothing followed, nothing that runs on."""

    def test_a_link_is_not_followed(self, command, issuer, tmp_path: Path) -> None:
        (tmp_path / "shop/compliance/facts.yaml").rename(tmp_path / "outside.yaml")
        (tmp_path / "shop/compliance/facts.yaml").symlink_to(tmp_path / "outside.yaml")
        assert verdict(look(command), QUARTERLY) == ("not_applicable", "not_in_scope")

    def test_a_linked_folder_is_not_followed(self, command, issuer, tmp_path: Path) -> None:
        (tmp_path / "shop/compliance").rename(tmp_path / "outside")
        (tmp_path / "shop/compliance").symlink_to(tmp_path / "outside")
        assert verdict(look(command), QUARTERLY) == ("not_applicable", "not_in_scope")

    def test_large_and_swelling_files_are_left_out(self, command, issuer, write) -> None:
        bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{name}: &{name} [{','.join(f'*{below}' for _ in range(10))}]\n"
            for below, name in zip("abcdefghi", "bcdefghij", strict=True)
        )
        write({
            "shop/compliance/bomb.yaml": f"{bomb}facts: {{entity: {{bomb: *j}}}}\n",
            "shop/compliance/large.yaml": "facts: {reporting: {text: '" + "x" * 10_000_000 + "'}}\n",
            "shop/compliance/many.yaml": "facts:\n" + "".join(f"  group{number}: {number}\n" for number in range(20_000)),
            "shop/compliance/deep.yaml": "facts: " + "{a: " * 5_000 + "1" + "}" * 5_000,
            "shop/compliance/binary.yaml": bytes(range(256)) * 100,
        })  # fmt: skip
        audit = look(command)
        assert verdict(audit, QUARTERLY) == ("pass", "requirement_met")

    def test_odd_names_neither_overrule_nor_stop_the_day_the_measures_the_judge(self, command, issuer, write) -> None:
        plain = look(command, "--packs", "mica,quality")
        odd = {
            "as_of": "2020-01-01", "as_of.x": 1, "$packs": ["sec"], "$defaults": {"quality_min_line_coverage": 0}, "$packs.a": [],
            "quality.indexed": False, "quality.code.files_total": 0, "": {"a": 1}, ".": 1, "..": {"": {".": 1}},
            "a b\n\u202e[red]": {"[*]": True, "\u0000": 1}, "x" * 3000: {"y" * 3000: 1}, "__proto__": {"constructor": 1},
        }  # fmt: skip
        write({"shop/compliance/odd.yaml": {"facts": odd}})
        audit = look(command, "--packs", "mica,quality")
        assert (audit.as_of, verdicts(audit)) == (DAY, verdicts(plain))
        assert command("audit", "shop", "--packs", "mica", "--as-of", DAY).code == 0
