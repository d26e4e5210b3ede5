"""`waiver:*` as a person runs them, with keys of their own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.cli.main import main
from commandcenter.compliance.waivers.signed import parse_signed
from commandcenter.kernel.clock import format_time

DAY = timedelta(days=1)
NOW = datetime.now(UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in an empty folder; returns the exit code and both streams."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMANDCENTER_PASSPHRASE", "open sesame")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    for name in ("asks", "agrees", "stranger"):
        code, jwk, _ = call("hub:key", f"{name}.pem")
        assert code == 0
        Path(f"{name}.jwk").write_text(jwk)
    keys = [json.loads(Path(f"{name}.jwk").read_text()) for name in ("asks", "agrees")]
    Path("trust.json").write_text(json.dumps({"keys": keys}))
    return call


def ask(run, *more: str, expires: datetime = NOW + 30 * DAY) -> tuple[int, str, str]:
    return run(
        "waiver:request", "--project", "shop", "--pack", "mica", "--control", "MICA-B-2", "--control", "MICA-A-1",
        "--reason", "with counsel", "--owner", "legal", "--expires", format_time(expires), "--compensating", "no offers",
        "--key", "file:asks.pem", *more,
    )  # fmt: skip


def look(run, *more: str) -> tuple[int, list[tuple[bool, str]]]:
    code, out, _ = run("waiver:show", "compliance/waivers", "--trust", "trust.json", "--json", *more)
    return code, [(one["counts"], one["why"]) for one in json.loads(out)]


def test_from_request_to_revocation(run) -> None:
    code, out, _ = ask(run)
    path = out.strip()
    waiver = parse_signed(Path(path).read_bytes()).claimed()
    assert (code, path) == (0, f"compliance/waivers/{waiver.id}.json")
    assert waiver.controls == ("MICA-A-1", "MICA-B-2")
    assert look(run) == (0, [(False, "requested")])

    code, _, err = run("waiver:approve", path, "--key", "file:asks.pem")
    assert (code, err) == (2, "commandcenter: nobody approves a waiver they asked for\n")
    assert run("waiver:approve", path, "--key", "file:agrees.pem")[0] == 0
    assert look(run) == (0, [(True, "in_force")])
    assert look(run, "--at", format_time(NOW - DAY)) == (0, [(False, "not_begun")])
    assert look(run, "--at", format_time(waiver.expires)) == (0, [(False, "expired")])
    code, out, _ = run("waiver:show", path, "--trust", "asks.jwk", "--trust", "agrees.jwk")
    assert code == 0
    assert "in_force" in out
    assert waiver.requester in out
    assert run("waiver:approve", path, "--key", "file:agrees.pem")[0] == 2

    approved = Path(path).read_bytes()
    assert run("waiver:revoke", path, "--key", "file:asks.pem")[0] == 0
    assert look(run) == (0, [(False, "revoked")])
    Path("compliance/waivers/copy.json").write_bytes(approved)
    assert look(run) == (0, [(False, "revoked"), (False, "revoked")])
    assert {file.name for file in Path("compliance/waivers").iterdir()} == {Path(path).name, "copy.json"}


def test_a_stranger_and_a_broken_file_are_named(run) -> None:
    path = ask(run)[1].strip()
    run("waiver:approve", path, "--key", "file:stranger.pem")
    code, shown = look(run)
    assert (code, shown) == (1, [(False, "approval: the key is not known here")])
    assert look(run, "--trust", "stranger.jwk") == (0, [(True, "in_force")])
    Path("compliance/waivers/a.json").write_text("{}")
    code, shown = look(run, "--trust", "stranger.jwk")
    assert code == 1
    assert sorted(counts for counts, _ in shown) == [False, True]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--control", "*"), "at /controls/2"),
        (("--project", "_hub"), "at /project"),
        (("--expires", "tomorrow"), "--expires: not a time"),
        (("--expires", "2020-01-01T00:00:00Z"), "at /expires"),
        (("--key", "file:none.pem"), "no key"),
        (("--key", "none"), "scheme"),
        (("--out", "trust.json"), "is there already"),
    ],
)
def test_wrong_input_is_one_line_and_no_file(run, more: tuple[str, str], says: str) -> None:
    before = sorted(Path().rglob("*"))
    code, _, err = ask(run, *more)
    assert (code, err.count("\n")) == (2, 1)
    assert says in err
    assert sorted(path for path in Path().rglob("*") if path.is_file()) == [path for path in before if path.is_file()]


def test_366_days_are_counted_from_approval(run) -> None:
    path = ask(run, expires=NOW + 400 * DAY)[1].strip()
    code, _, err = run("waiver:approve", path, "--key", "file:agrees.pem")
    assert code == 2
    assert "366 days" in err
    assert look(run) == (0, [(False, "requested")])


def test_no_passphrase_no_signature(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMANDCENTER_PASSPHRASE", "another")
    code, _, err = ask(run)
    assert code == 2
    assert "passphrase" in err


@pytest.mark.parametrize("text", ["[", "{}", '{"keys": [{}]}', '{"kty": "oct"}'])
def test_a_trust_file_that_is_none_is_named(run, text: str) -> None:
    Path("bad.json").write_text(text)
    path = ask(run)[1].strip()
    code, _, err = run("waiver:show", path, "--trust", "bad.json")
    assert code == 2
    assert "bad.json" in err
