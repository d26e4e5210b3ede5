"""The register of projects: who they are and where their source lies. Owned by scope `registry` in the hub's ledger."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from commandcenter.graph.identifiers import git_address
from commandcenter.graph.lay import lay, write_bodies
from commandcenter.graph.model import Node
from commandcenter.graph.ports import GraphState
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, check_id, check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt

REGISTRY = "registry"
Status = Literal["active", "paused", "archived"]
STATUSES = ("active", "paused", "archived")
_TITLE = re.compile(r"[^\x00-\x1f\x7f]{0,200}")
_DOMAIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9 &/_-]{0,39})?")
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,49}")
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")
_BRANCH = re.compile(r"(?!-)[^\x00-\x20\x7f~^:?*\[\\]{1,255}")
_SECRET = re.compile(r"[A-Za-z0-9/_+=.@-]{0,512}")
_USER = re.compile(r"://[^/@]*:[^/@]*@")


@dataclass(frozen=True, slots=True)
class Repository:
    """Say where a project's source lies.

    Args:
        kind: The plugin that speaks for it: github, gitlab, generic.
        full_name: `owner/name` as the host writes it; matched without case.
        url: Where to fetch from; holds no password.
        branch: The branch that is indexed.
        secret: NAME of the secret (in the secrets manager) that signs its webhooks; never its value.
        credentials: NAME of the secret that holds the token to fetch with; empty for a public repository.
        project: The project it belongs to; set by register_project.

    """

    kind: str
    full_name: str
    url: str
    branch: str = "main"
    secret: str = ""
    credentials: str = ""
    project: str = ""

    @property
    def key(self) -> str:
        return repository_key(self.kind, self.full_name)


@dataclass(frozen=True, slots=True)
class Registration:
    """Describe a project to the hub; an empty domain means none was chosen."""

    name: str
    title: str = ""
    domain: str = ""
    status: str = "active"
    tags: tuple[str, ...] = ()
    repositories: tuple[Repository, ...] = ()


def register_project(
    ledger: Ledger,
    hub: str,
    name: str,
    *,
    meta: Meta,
    title: str = "",
    domain: str = "",
    status: str = "active",
    tags: Sequence[str] = (),
    repositories: Sequence[Repository] = (),
) -> Receipt:
    """Enter a project into the register, or replace its entry; the same entry again writes nothing.

    Raises InvalidInputError (pointer such as `/repositories/0/url`), ConflictError when a repository belongs to
    another project.
    """
    entry = Registration(name, title or name, domain, status, tuple(sorted(set(tags))), tuple(repositories))
    check_registration(entry)
    nodes = [hub_node(hub), project_node(hub, name, entry)]
    nodes += [_repository_node(repository, name) for repository in entry.repositories]
    written = write_bodies(nodes, REGISTRY, "/nodes")

    def plan(state: GraphState) -> Iterator[Change]:
        old = state.get(f"project:{name}")
        before = frozenset(old["props"].get("repositories", ()) if old else ())
        gone = before - written.bodies.keys()
        held = state.items() if gone else state.get_many(written.bodies)
        for index, repository in enumerate(entry.repositories):
            owner = held.get(repository.key, {}).get("props", {}).get("project", name)
            if owner != name:
                raise ConflictError(f"the repository belongs to project {owner}", pointer=f"/repositories/{index}")
        return lay(held, written, gone & held.keys())

    return ledger.submit(HUB_PROJECT, plan, meta)


def find_repository(ledger: Ledger, kind: str, full_name: str) -> Repository | None:
    """Look a repository up by its host's name for it: one read by key; None when it is not registered."""
    try:
        key = repository_key(kind, full_name)
    except InvalidInputError:
        return None
    entity = ledger.items.get(HUB_PROJECT, [key]).get(key)
    body = entity.body if entity else None
    return repository_of(body) if body else None


def repository_of(body: Mapping[str, Any]) -> Repository:
    """Read a repository from its body."""
    props = body["props"]
    return Repository(
        props["kind"],
        props["full_name"],
        props["url"],
        props["branch"],
        props["secret"],
        props["credentials"],
        props["project"],
    )


def registration_of(body: Mapping[str, Any], repositories: tuple[Repository, ...]) -> Registration:
    """Read a registration from the body of `project:<name>`."""
    props = body["props"]
    return Registration(
        body["id"], props["title"], props["domain"], props["status"], tuple(props["tags"]), repositories
    )


def repository_key(kind: str, full_name: str) -> str:
    """Name a repository in the hub's ledger; hosts do not tell case apart, so neither does the key."""
    if not _KIND.fullmatch(kind):
        raise InvalidInputError(f"not a kind of repository: {kind!r:.40}", pointer="/kind")
    return f"repo:{check_id(f'{kind}/{check_id(full_name).lower()}')}"


def hub_node(hub: str) -> Node:
    """Write the root of containment of the hub's ledger."""
    return Node("hub", check_name(hub, "hub"))


def project_node(hub: str, name: str, entry: Registration | None = None) -> Node:
    """Write a project's entry; without one, the bare entry a project has that was indexed but never registered."""
    said = entry or Registration(name, title=name)
    props = {
        "title": said.title,
        "domain": said.domain,
        "status": said.status,
        "tags": list(said.tags),
        "repositories": sorted(repository.key for repository in said.repositories),
    }
    return Node("project", name, props, f"hub:{hub}")


def check_registration(entry: Registration) -> None:
    """Refuse a registration that breaks a rule; raises InvalidInputError with the path of the first fault."""
    if check_name(entry.name) == HUB_PROJECT:
        raise InvalidInputError(f"{HUB_PROJECT} is the hub itself", pointer="/name")
    _check(_TITLE, entry.title, "a title: at most 200 characters on one line", "/title")
    _check(_DOMAIN, entry.domain, "a domain: one short word such as Finance, Partnering, Creative, Infra", "/domain")
    if entry.status not in STATUSES:
        raise InvalidInputError(f"a status is one of {', '.join(STATUSES)}", pointer="/status")
    if len(entry.tags) > 50:
        raise InvalidInputError("a project has at most 50 tags", pointer="/tags")
    for index, tag in enumerate(entry.tags):
        _check(_TAG, tag, "a tag", f"/tags/{index}")
    if len(entry.repositories) > 200:
        raise InvalidInputError("a project has at most 200 repositories", pointer="/repositories")
    for index, repository in enumerate(entry.repositories):
        _check_repository(repository, f"/repositories/{index}")


def _check_repository(repository: Repository, pointer: str) -> None:
    _check(_KIND, repository.kind, "a kind of repository", f"{pointer}/kind")
    try:
        repository_key(repository.kind, repository.full_name)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=f"{pointer}/full_name") from None
    if _USER.search(repository.url):
        raise InvalidInputError("the address holds a password; name a secret instead", pointer=f"{pointer}/url")
    try:
        git_address(repository.url)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=f"{pointer}/url") from None
    _check(_BRANCH, repository.branch, "a branch", f"{pointer}/branch")
    _check(_SECRET, repository.secret, "the name of a secret", f"{pointer}/secret")
    _check(_SECRET, repository.credentials, "the name of a secret", f"{pointer}/credentials")


def _check(pattern: re.Pattern[str], text: Any, what: str, pointer: str) -> None:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise InvalidInputError(f"not {what}: {text!r:.80}", pointer=pointer)


def _repository_node(repository: Repository, project: str) -> Node:
    props = {
        "kind": repository.kind,
        "full_name": repository.full_name,
        "project": project,
        "url": repository.url,
        "branch": repository.branch,
        "secret": repository.secret,
        "credentials": repository.credentials,
        "git": git_address(repository.url),
    }
    return Node("repo", repository.key.partition(":")[2], props, f"project:{project}")
