"""One judge: a sheet judged as it stands, through the command, and as a project audited step by step comes out the same."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_sheets import attest, groups, sheets

from commandcenter.cli.judge import judge as judge_command
from commandcenter.compliance.audit import Audit
from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.run_audit import audit_facts
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.layers import find_in_layers
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.plugins.loader import find_plugins

PLENTY = 500
DAY = "2026-07-01"


def collect(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Draw values once, so that they can be judged in one go."""
    drawn: list[Any] = []

    @given(strategy)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def draw(value: Any) -> None:
        drawn.append(value)

    draw()
    return drawn


def test_the_command_judges_as_the_library_does(judge: Judge, tmp_path: Path) -> None:
    drawn = collect(sheets(), PLENTY)
    assert len(drawn) >= PLENTY * 0.9
    file = tmp_path / "sheets.json"
    file.write_text(json.dumps(drawn))
    said = CliRunner().invoke(judge_command, [str(file), "--json"], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    for sheet, findings in zip(drawn, json.loads(said.stdout), strict=True):
        assert [plain(one) for one in findings] == [plain(vars(one)) for one in judge.judge(sheet)]


def test_a_project_in_which_all_is_attested_is_judged_as_its_sheet(judge: Judge) -> None:
    """What is measured of the project beside that is told to the other side as well."""
    verdicts = set()
    for facts in collect(groups(), PLENTY // 8):
        ledger = index(attest(facts))
        sheet = assemble_facts(ledger, "shop", DAY)
        assert not [one for one in sheet.refused if "evidence" in one.reason]
        audit = audit_facts(judge, sheet, at=FixedClock().now())
        assert Audit.from_json(json.loads(json.dumps(audit.to_json()))) == audit
        measured = {name: sheet.facts[name] for name in ("quality",) if name in sheet.facts}
        alone = judge.judge({**merge(facts, sheet.facts), **measured, "as_of": DAY})
        assert [plain(vars(one.finding)) for one in audit.findings] == [plain(vars(one)) for one in alone]
        verdicts |= {one.finding.verdict for one in audit.findings}
    assert verdicts == {"pass", "fail", "not_applicable"}


def merge(attested: Any, assembled: Any) -> Any:
    """Take what was attested, and what is measured where the two meet."""
    if isinstance(attested, dict) and isinstance(assembled, dict):
        return {name: merge(attested.get(name), assembled.get(name)) for name in attested.keys() | assembled.keys()}
    return assembled if assembled is not None else attested


def index(files: dict[str, str]) -> Ledger:
    ledger, clock = open_memory(), FixedClock()
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    indexers = {plugin.id: plugin.create() for plugin in find_plugins([find_in_layers("plugins")], kind="indexer")}
    nodes = index_tree("shop", tree, indexers).nodes
    ledger.submit("shop", plan_replace(nodes, "source"), Meta(clock.now(), "test", "index", "source"))
    return ledger


def plain(finding: Any) -> dict[str, Any]:
    """Write a finding as JSON has it."""
    found: dict[str, Any] = json.loads(json.dumps(dict(finding), default=list))
    return found
