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
    folder = Path(target)
    if store is None and folder.is_dir():
        return _read_folder(folder)
    from commandcenter.ledger.open import open_directory

    place = store or default_store()
    ledger = open_directory(place)
    if not place.is_dir() or ledger.head(_checked(target)) is None:
        raise NotFoundError(f"{target} is no folder, and no project of the store {place}")
    return Target(ledger, target)


def _checked(name: str) -> str:
    from commandcenter.kernel.urn import check_name

    try:
        return check_name(name)
    except InvalidInputError:
        raise NotFoundError(f"{name} is no folder and no name of a project") from None


def _read_folder(folder: Path) -> Target:
    from commandcenter.graph.replace import plan_replace
    from commandcenter.ledger.model import Meta
    from commandcenter.ledger.open import open_memory

    ledger, project = open_memory(), project_name(str(folder))
    meta = Meta(SystemClock().now(), "cli", f"index {project}", "source")
    ledger.submit(project, plan_replace(index_folder(folder, project).nodes, "source"), meta)
    return Target(ledger, project, folder)
