"""`index`: a folder or a Git address becomes a new revision of a project."""

import contextlib
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.jobs import wait_for_job
from commandcenter.cli.places import LOCAL_HUB, default_store, find_hub, place_options
from commandcenter.cli.render import json_option, progress_bar, show_json
from commandcenter.indexing.git_history import History
from commandcenter.indexing.model import Facts, SourceTree
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.layers import find_in_layers
from commandcenter.ledger.model import Meta, Receipt


@click.command()
@click.argument("source")
@click.option("--project", help="name of the project [default: the last part of SOURCE]")
@click.option("--ref", default="HEAD", show_default=True, help="branch, tag or full ref, for a Git address")
@click.option("--domain", default="", help="domain of a project not registered yet, such as Finance")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="worker processes")
@place_options
@json_option
def index(
    source: str,
    project: str | None,
    ref: str,
    domain: str,
    processes: int,
    store: Path | None,
    hub: str | None,
    as_json: bool,
) -> None:
    """Index SOURCE, a folder or a Git address (https://, file://), into a directory store or a hub.

    The same source again makes no new revision.
    """
    name = project or project_name(source)
    if hub and store:
        raise InvalidInputError("give --store or --hub, not both")
    answer = (
        index_on_hub(HubClient(find_hub(hub)), source, name, ref, domain)
        if hub
        else _index_here(store or default_store(), source, name, ref, domain, processes)
    )
    if as_json:
        show_json(answer)
    elif answer["changed"]:
        click.echo(f"{name}: revision {answer['rev']}, {answer['changed']} entities changed")
    else:
        click.echo(f"{name}: nothing new, revision {answer['rev']} stands")


def project_name(source: str) -> str:
    """Make a project name of a folder or an address."""
    last = urlsplit(source).path if "://" in source else str(Path(source).resolve())
    name = re.sub(r"[^a-z0-9._-]+", "-", Path(last).name.removesuffix(".git").lower()).strip("._-")
    if not name:
        raise InvalidInputError("give the project a name with --project")
    return name[:63].rstrip("._-")


def _index_here(store: Path, source: str, project: str, ref: str, domain: str, processes: int) -> dict[str, Any]:
    from commandcenter.graph.link_projects import link_projects
    from commandcenter.graph.registry import register_project
    from commandcenter.graph.replace import plan_replace
    from commandcenter.ledger.open import open_directory

    facts = (
        _read_git(store, source, project, ref, processes)
        if "://" in source
        else index_folder(Path(source), project, _pseudonym_key(store), processes)
    )
    ledger, at = open_directory(store), SystemClock().now()
    meta = Meta(at, "cli", f"index {project}", "source")
    if domain:
        register_project(ledger, LOCAL_HUB, project, domain=domain, meta=meta)
    receipt = ledger.submit(project, plan_replace(facts.nodes, "source"), meta)
    link_projects(ledger, LOCAL_HUB, project, at=at, cause=receipt.digest)
    return _receipt(receipt)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "project": receipt.project,
        "rev": receipt.rev,
        "digest": receipt.digest,
        "state_root": receipt.state_root,
        "changed": receipt.changed,
        "committed": receipt.committed,
    }


def index_folder(folder: Path, project: str, key: bytes | None = None, processes: int = 2) -> Facts:
    """Index a folder, with its Git history when it has one.

    Args:
        key: Keys the pseudonyms of authors; a fresh one when left out, so that they mean nothing elsewhere.
    """
    from commandcenter.indexing.trees import DirectoryTree

    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder and no Git address")
    history = _folder_history(folder, key or secrets.token_bytes(32))
    return _index_tree(project, DirectoryTree(folder), history, processes)


def _folder_history(folder: Path, key: bytes) -> History | None:
    if not (folder / ".git").exists():
        return None
    from dulwich.repo import Repo

    from commandcenter.indexing.git_history import summarise_history
    from commandcenter.sources.git import walk_history

    with Repo(str(folder)) as repo:
        try:
            head = repo.head().decode()
        except KeyError:
            return None  # no commit yet
        return summarise_history(walk_history(repo, head), key=key)


def _read_git(store: Path, url: str, project: str, ref: str, processes: int) -> Facts:
    from commandcenter.indexing.git_history import summarise_history
    from commandcenter.sources.git import fetch, walk_history

    roots = (Path(urlsplit(url).path),) if url.startswith("file://") else ()
    with fetch(url, ref, allowed_roots=roots) as fetched:
        history = summarise_history(walk_history(fetched.repo, fetched.head), key=_pseudonym_key(store))
        return _index_tree(project, fetched.tree(), history, processes)


def _index_tree(project: str, tree: SourceTree, history: History | None, processes: int) -> Facts:
    from commandcenter.indexing.run import index_tree
    from commandcenter.plugins.loader import find_plugins

    indexers = {plugin.id: plugin.create() for plugin in find_plugins([find_in_layers("plugins")], kind="indexer")}
    with progress_bar() as bar:
        task = bar.add_task(f"indexing {project}", total=None)
        return index_tree(
            project,
            tree,
            indexers,
            processes=processes,
            history=history,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _pseudonym_key(store: Path) -> bytes:
    """Return this store's key for pseudonyms, made at first use; it lies beside the ledger, not in it."""
    path = store / "pseudonyms.key"
    if not path.exists():
        store.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        part.touch(mode=0o600)
        part.write_bytes(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):  # the first one wins
            path.hardlink_to(part)
        part.unlink()
    return path.read_bytes()


def index_on_hub(client: HubClient, source: str, project: str, ref: str, domain: str) -> Mapping[str, Any]:
    registered = {entry["name"] for entry in client.call("GET", "/v1/projects")["projects"]}
    if "://" in source:
        if project not in registered:
            repository = {"kind": "generic", "full_name": project, "url": source}
            client.call("POST", "/v1/projects", {"name": project, "domain": domain, "repositories": [repository]})
        job = client.call("POST", f"/v1/projects/{project}/index", {"ref": ref})
        return wait_for_job(client, project, job["job"])
    if project not in registered:
        client.call("POST", "/v1/projects", {"name": project, "domain": domain})
    return _upload(client, Path(source), project)


def _upload(client: HubClient, folder: Path, project: str) -> Mapping[str, Any]:
    from commandcenter.indexing.trees import DirectoryTree
    from commandcenter.sources.archive import pack_directory

    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder and no Git address")
    data = pack_directory(DirectoryTree(folder))
    slot = client.call("POST", f"/v1/projects/{project}/uploads", {})
    client.send(slot["method"], slot["url"], data, {})
    job = client.call("POST", f"/v1/projects/{project}/index", {"upload": slot["upload"]})
    return wait_for_job(client, project, job["job"])
