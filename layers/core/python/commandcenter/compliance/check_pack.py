"""Everything a pack must satisfy before it is taken in: `pack:test`."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.lint import declares, lint_identities, lint_pack
from commandcenter.compliance.model import Control
from commandcenter.compliance.pack_docs import README, pack_readme
from commandcenter.compliance.prove_tests import run_tests, unproved_controls
from commandcenter.compliance.samples import judge_samples, read_samples
from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.plugins.rulepacks import RulePack, find_rulepacks
from commandcenter.policy.bundle import stage_packs
from commandcenter.policy.pack_bundle import LIBRARY, inspect_controls


def lint_root(root: Path, opa: Path, names: Sequence[str] = ()) -> dict[str, list[str]]:
    """List by pack what its metadata, folders, parameters and paths do wrong; ids are compared over all packs."""
    packs = find_rulepacks(root)
    with tempfile.TemporaryDirectory(prefix="commandcenter-lint-") as work:
        stage = Path(work, "policies")
        stage_packs(root, [LIBRARY, *(pack.id for pack in packs)], stage)
        controls = inspect_controls(stage, opa)
    twice = lint_identities(controls)
    return {
        pack.id: [
            *lint_pack(pack, [control for control in controls if control["path"].startswith(f"{pack.id}/")]),
            *(fault for fault in twice if f" {pack.id}/" in fault),
        ]
        for pack in packs
        if not names or pack.id in names
    }


def check_pack(root: Path, pack: RulePack, judge: Judge, opa: Path) -> list[str]:
    """List all that is wrong with one pack, one line each: metadata, its own tests, samples, README."""
    faults = lint_root(root, opa, [pack.id])[pack.id]
    controls = [{"path": each.path, "custom": {"control_id": each.control_id}} for each in _controls(judge, pack)]
    broken = run_tests(root, pack.id, opa)
    faults += broken or unproved_controls(root, pack.id, controls, opa)
    faults += judge_samples(judge, pack.id, pack.folder)
    faults += _undeclared(judge, pack)
    readme = pack.folder / README
    if not readme.is_file() or readme.read_text() != pack_readme(judge.packs[pack.id], pack.folder):
        faults.append(f"{pack.id}/{README}: not current; run: commandcenter pack:docs {pack.id}")
    return faults


def _controls(judge: Judge, pack: RulePack) -> list[Control]:
    return list(judge.packs[pack.id].controls.values())


def _undeclared(judge: Judge, pack: RulePack) -> list[str]:
    """List paths a control asks for, as the samples and a sheet without facts show them, that the schema does not declare."""
    sheets = [{"as_of": "2030-01-01"}, *(sample.facts for sample in read_samples(pack.folder))]
    faults = set()
    for sheet in sheets:
        try:
            findings = judge.judge(sheet, [pack.id])
        except InvalidInputError:
            continue  # told of where the samples are judged
        except ProblemError as error:
            return [str(error)]
        for finding in findings:
            for path in finding.facts_used:
                if not declares(pack.schema, path):
                    faults.add(f"{finding.control_id}: {path} is not declared in the pack's schema")
    return sorted(faults)
