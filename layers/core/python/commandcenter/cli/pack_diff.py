"""`pack:diff`: what a new version of a pack would have said of the past, before it is enabled."""

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from commandcenter.cli.judge import default_policies
from commandcenter.cli.mesh import moment
from commandcenter.cli.places import default_store
from commandcenter.cli.render import json_option, progress_bar, show_json, show_table
from commandcenter.compliance.scaffold import RESERVED
from commandcenter.compliance.what_if import Difference, Version, compare_versions
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("diff")
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@click.option(
    "--since", default="90d", show_default=True, metavar="TIME|90d", help="judge what stood then and came later"
)
@click.option(
    "--project", "projects", multiple=True, help="only this project; again for more [default: all of the store]"
)
@click.option("--store", type=click.Path(file_okay=False, path_type=Path), help="the directory store with the history")
@json_option
def diff(old: Path, new: Path, since: str, projects: tuple[str, ...], store: Path | None, as_json: bool) -> None:
    """Judge the history of projects by two versions of a pack, the folders OLD and NEW, and list what differs.

    Every revision is judged as of its own day. Exit codes: 0 nothing newly fails, 1 something does, 2 bad input.
    """
    from commandcenter.ledger.open import open_directory

    place = store or default_store()
    if not place.is_dir():
        raise NotFoundError(f"there is no store at {place}")
    if _id(old) != _id(new):
        raise InvalidInputError(f"these are no two versions of a pack: {_id(old)} and {_id(new)}")
    ledger, instant = open_directory(place), parse_time(moment(since))
    chosen = projects or tuple(name for name in ledger.projects() if name != HUB_PROJECT)
    with _opened(old) as before, _opened(new) as after, progress_bar() as bar:
        task = bar.add_task("judging", total=None)
        judged, found = 0, list[Difference]()
        for _project, _rev, differences in compare_versions(ledger, chosen, instant, before, after):
            judged += 1
            found += differences
            bar.update(task, completed=judged)
    if as_json:
        show_json({"judged": judged, "differences": [asdict(one) | {"kind": one.kind} for one in found]})
    else:
        _show(judged, found)
    if any(one.kind == "newly_fails" for one in found):
        raise click.exceptions.Exit(1)


def _show(judged: int, found: list[Difference]) -> None:
    rows = [
        (
            one.kind.replace("_", " "),
            one.project,
            one.rev,
            one.as_of,
            one.control_id,
            f"{one.old} -> {one.new}",
            one.new_reason,
        )
        for one in found
    ]
    if rows:
        show_table("What differs", ("", "project", "revision", "as of", "control", "verdict", "reason"), rows)
    counts = Counter(one.kind for one in found)
    click.echo(
        f"{judged} revisions judged: {counts['newly_fails']} newly fail, {counts['newly_passes']} newly pass, "
        f"{counts['other']} differ otherwise"
    )


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[Version]:
    """Open one pack alone, with the library that stands beside it or else the one that comes with the command."""
    from commandcenter.compliance.open import open_judge
    from commandcenter.plugins.schemas import compile_schema
    from commandcenter.policy.pack_bundle import LIBRARY

    pack, beside = _id(folder), folder.resolve().parent / LIBRARY
    _check_plain(folder)
    with tempfile.TemporaryDirectory(prefix="commandcenter-pack-") as work:
        shutil.copytree(folder, Path(work, pack))
        shutil.copytree(beside if beside.is_dir() else default_policies() / LIBRARY, Path(work, LIBRARY))
        with open_judge(Path(work)) as judge:
            compile_schema(judge.packs[pack].schema, str(folder))  # a broken one would seem to refuse every sheet
            yield Version(judge, pack)


def _id(folder: Path) -> str:
    """Read the id of a pack: a version may stand in a folder of any name."""
    from commandcenter.indexing.documents import load_yaml

    manifest = folder / "plugin.yaml"
    if not manifest.is_file():
        raise InvalidInputError(f"{folder} is no rule pack: it holds no plugin.yaml")
    said = load_yaml(manifest.read_bytes())
    pack = said.get("id") if isinstance(said, dict) else None
    if not isinstance(pack, str) or not pack.isidentifier() or pack in RESERVED:
        raise InvalidInputError(f"{manifest}: it names no pack")
    return pack


def _check_plain(folder: Path) -> None:
    """Refuse links and special files: a pack is what stands in its folder."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise InvalidInputError(f"{path} is neither a file nor a folder")
