"""The history of projects judged by two versions of a pack: which revisions, for which days, and what differs."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.open import open_judge
from commandcenter.compliance.scaffold import scaffold_pack
from commandcenter.compliance.what_if import ABSENT, REFUSED, Version, compare_sheet, compare_versions, source_days
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

POLICIES = Path(__file__).parents[3] / "policies"
T0 = datetime(2026, 1, 1, 12, tzinfo=UTC)
BACKUP, SECOND = "ACME-BACKUP-TESTED", "ACME-SECOND"
Change = Callable[[Path], None]


def patient(pack: Path) -> None:
    """Change nothing: a backup counts for 365 days."""


def strict(pack: Path) -> None:
    manifest = pack / "plugin.yaml"
    manifest.write_text(manifest.read_text().replace("default: 365", "default: 10"))


def grown(pack: Path) -> None:
    """Add a control that asks the same."""
    for file in sorted((pack / "backup_tested").iterdir()):
        text = file.read_text().replace(BACKUP, SECOND).replace("backup_tested", "second")
        (pack / "second").mkdir(exist_ok=True)
        (pack / "second" / file.name.replace("backup_tested", "second")).write_text(text)


def choosy(pack: Path) -> None:
    """Take done_on as a number only."""
    schema = json.loads((pack / "schema.json").read_text())
    schema["properties"]["acme"]["properties"]["done_on"] = {"type": ["integer", "null"]}
    (pack / "schema.json").write_text(json.dumps(schema))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Version]]:
    with ExitStack() as stack:
        opened = {}
        for change in (patient, strict, grown, choosy):
            root = tmp_path_factory.mktemp(change.__name__)
            scaffold_pack(root, "acme", BACKUP, POLICIES / "lib")
            change(root / "acme")
            judge = stack.enter_context(open_judge(root, tmp_path_factory.mktemp("cache")))
            opened[change.__name__] = Version(judge, "acme")
        yield opened


def sheet(as_of: str, done_on: str | None, *, in_scope: bool | None = True) -> FactSheet:
    return FactSheet("shop", 1, "", "", {"as_of": as_of, "acme": {"in_scope": in_scope, "done_on": done_on}})


def told(differences: list[Any]) -> list[tuple[str, str, str, str]]:
    return [(one.control_id, one.old, one.new, one.kind) for one in differences]


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(done=st.none() | DAYS, as_of=DAYS, in_scope=st.sampled_from([True, True, False, None]))
@few
def test_what_a_tighter_threshold_changes(versions, done: date | None, as_of: date, in_scope: bool | None) -> None:
    """Only what was done more than 10 and at most 365 days before fails newly; the other way around it passes newly."""
    asked = sheet(as_of.isoformat(), done and done.isoformat(), in_scope=in_scope)
    between = done is not None and 10 < (as_of - done).days <= 365 and in_scope is True
    old, new = versions["patient"], versions["strict"]
    assert told(compare_sheet(asked, old, new)) == ([(BACKUP, "pass", "fail", "newly_fails")] if between else [])
    assert told(compare_sheet(asked, new, old)) == ([(BACKUP, "fail", "pass", "newly_passes")] if between else [])
    assert compare_sheet(asked, old, old) == []


@pytest.mark.parametrize(
    ("done", "in_scope", "verdict", "kind"),
    [
        ("2026-01-01", True, "pass", "newly_passes"),
        ("2020-01-01", True, "fail", "newly_fails"),
        (None, True, "fail", "newly_fails"),
        (None, False, "not_applicable", "other"),
    ],
)
def test_a_control_that_came_or_went(versions, done: str | None, in_scope: bool, verdict: str, kind: str) -> None:
    asked = sheet("2026-01-01", done, in_scope=in_scope)
    assert told(compare_sheet(asked, versions["patient"], versions["grown"])) == [(SECOND, ABSENT, verdict, kind)]
    assert told(compare_sheet(asked, versions["grown"], versions["patient"])) == [(SECOND, verdict, ABSENT, "other")]


def test_facts_a_version_refuses(versions) -> None:
    asked = sheet("2026-01-01", "2026-01-01")
    (refused,) = compare_sheet(asked, versions["patient"], versions["choosy"])
    assert (refused.old, refused.new, refused.kind) == ("pass", REFUSED, "newly_fails")
    assert refused.new_reason.endswith("(at /acme/done_on)")
    assert told(compare_sheet(asked, versions["choosy"], versions["patient"])) == [
        (BACKUP, REFUSED, "pass", "newly_passes")
    ]
    assert told(compare_sheet(asked, versions["choosy"], versions["grown"])) == [
        (BACKUP, REFUSED, "pass", "newly_passes"),
        (SECOND, ABSENT, "pass", "newly_passes"),
    ]
    assert compare_sheet(asked, versions["choosy"], versions["choosy"]) == []


def commit(ledger: Ledger, at: datetime, mark: int, origin: Any = "source", done_on: str | None = None) -> None:
    """Write one revision: what a source says of the backup, or a mark that something derived."""
    meta = Meta(at, "test", "", origin)
    if origin == "source":
        props = {"kind": "attested", "group": "acme", "facts": {"in_scope": False, "done_on": done_on}, "evidence": {}}
        nodes = [Node("project", "shop", {"mark": mark}), Node("evidence", "a.yaml#acme", props, "project:shop")]
        ledger.submit("shop", plan_replace(nodes, "source"), meta)
    else:
        ledger.submit("shop", plan_delta([Node("audit", "acme", {"mark": mark})], [], "audit"), meta)


hours = st.integers(0, 30)
history = st.lists(st.tuples(hours, st.sampled_from(["source", "source", "derived"])), max_size=8)


@given(steps=history, since=st.integers(-10, 250), millisecond=st.sampled_from([-1, 0, 1]))
@settings(max_examples=300, deadline=None)
def test_which_revisions_are_judged_and_for_which_days(
    steps: list[tuple[int, str]], since: int, millisecond: int
) -> None:
    """What stood at the instant for its day, all that came later for their own; nothing that was derived."""
    ledger, at, made = open_memory(), T0, []
    for rev, (later, origin) in enumerate([(0, "source"), *steps], 1):
        at += timedelta(hours=later)
        commit(ledger, at, rev, origin)
        made.append((rev, at, origin))
    instant = T0 + timedelta(hours=since, milliseconds=millisecond)
    sources = [(rev, at) for rev, at, origin in made if origin == "source"]
    standing = [(rev, format_time(instant)[:10]) for rev, at in sources if at <= instant][-1:]
    after = [(rev, format_time(at)[:10]) for rev, at in sources if at > instant]
    assert list(source_days(ledger, "shop", instant)) == standing + after


def test_more_revisions_than_are_read_at_once() -> None:
    ledger = open_memory()
    for rev in range(1, 451):
        commit(ledger, T0 + timedelta(minutes=rev), rev)
    assert [rev for rev, _ in source_days(ledger, "shop", T0)] == list(range(1, 451))
    assert [rev for rev, _ in source_days(ledger, "shop", T0 + timedelta(minutes=200))] == list(range(200, 451))


def test_history_is_judged_revision_by_revision(versions) -> None:
    ledger = open_memory()
    commit(ledger, T0, 1, done_on="2026-01-01")
    commit(ledger, T0 + timedelta(days=1), 2, "derived")
    commit(ledger, T0 + timedelta(days=40), 3, done_on="2026-02-09")
    found = list(compare_versions(ledger, ["shop"], T0 + timedelta(days=20), versions["patient"], versions["choosy"]))
    assert [(project, rev, [one.as_of for one in differences]) for project, rev, differences in found] == [
        ("shop", 1, ["2026-01-21"]),
        ("shop", 3, ["2026-02-10"]),
    ]
    assert {(one.project, one.rev) for _, _, differences in found for one in differences} == {("shop", 1), ("shop", 3)}
    assert list(compare_versions(ledger, [], T0, versions["patient"], versions["strict"])) == []
    with pytest.raises(NotFoundError):
        list(compare_versions(ledger, ["nobody"], T0, versions["patient"], versions["strict"]))
