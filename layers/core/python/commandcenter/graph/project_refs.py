"""How one project names another: `name` on its own hub, `hub/name` on another."""

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn, check_name


def check_ref(text: str) -> str:
    """Return the name of a project, or `hub/name`; raises InvalidInputError."""
    hub, slash, name = text.rpartition("/") if isinstance(text, str) else ("", "", "")
    if slash:
        check_name(hub, "hub")
    if check_name(name) == HUB_PROJECT:
        raise InvalidInputError("a hub's own ledger is no project")
    return text


def ref_of(urn: Urn) -> str:
    """Name the project a URN leads into, with its hub."""
    return f"{urn.hub}/{urn.project}"


def as_seen_on(hub: str, ref: str) -> str:
    """Name a project as a project of this hub would: without the hub when it is the same."""
    return ref.removeprefix(f"{hub}/")


def split_ref(hub: str, ref: str) -> tuple[str, str]:
    """Return hub and name of the project that a project of this hub names so."""
    other, slash, name = ref.rpartition("/")
    return (other, name) if slash else (hub, name)
