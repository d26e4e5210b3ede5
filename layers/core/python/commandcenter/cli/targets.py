"""What an audit is about: a folder, read into memory, or a project of a directory store."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commandcenter.cli.index import index_folder, project_name
from commandcenter.cli.places import default_store
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from commandcenter.ledger.ledger import Ledger


@dataclass(frozen=True)
class Target:
    """Hold the ledger with the project; `folder` says that it was read from one and is kept nowhere."""

    ledger: "Ledger"
    project: str
    folder: Path | None = None


def open_target(target: str, store: Path | None) -> Target:
    """Open a folder, or a project by its name; raises NotFoundError for what is neither."""
    if store is None and _is_folder(target):
        return _read_folder(Path(target))
    from commandcenter.ledger.open import open_directory

    place, project = store or default_store(), _checked(target)
    ledger = open_directory(place)
    if not _is_folder(place) or ledger.head(project) is None:
        raise NotFoundError(f"{target} is no folder, and no project of the store {place}")
    return Target(ledger, target)


def _is_folder(path: Path | str) -> bool:
    """Say whether it is one; the empty path, which Python takes for the current folder, is none."""
    try:
        return path != "" and Path(path).is_dir()
    except OSError:  # longer than a path may be
        return False


def _checked(name: str) -> str:
    from commandcenter.kernel.urn import HUB_PROJECT, check_name

    try:
        if name != HUB_PROJECT:
            return check_name(name)
    except InvalidInputError:
        pass
    raise NotFoundError(f"{name!r:.80} is no folder and no name of a project")


def _name_of(folder: Path) -> str:
    """Make a project name of a folder's; raises InvalidInputError."""
    try:
        return project_name(str(folder))
    except InvalidInputError:
        raise InvalidInputError(f"no name of a project can be made of {folder.resolve()}; rename the folder") from None


def _read_folder(folder: Path) -> Target:
    from commandcenter.graph.replace import plan_replace
    from commandcenter.ledger.model import Meta
    from commandcenter.ledger.open import open_memory

    ledger, project = open_memory(), _name_of(folder)
    meta = Meta(SystemClock().now(), "cli", f"index {project}", "source")
    ledger.submit(project, plan_replace(index_folder(folder, project).nodes, "source"), meta)
    return Target(ledger, project, folder)
