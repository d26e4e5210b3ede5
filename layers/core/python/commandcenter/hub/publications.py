"""Use cases: what of a project is published outside of the hub, and by which services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commandcenter.attestation.delivery.publication import (
    Target,
    plan_publication,
    publication_of,
    read_publication,
)
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.plugins.loader import Plugin


@dataclass(frozen=True)
class PublicationDesk:
    """Hold what settings need.

    Args:
        targets: Reads the operator's services; raises InvalidInputError when they are written wrongly.
        plugins: By id, those that speak with services.
    """

    ledger: Ledger
    targets: Callable[[], Mapping[str, Target]]
    plugins: Callable[[], Mapping[str, Plugin]]
    clock: Clock

    def kinds(self) -> dict[str, str]:
        """Return the kind of each service, by its name; one whose plugin the hub lacks is left out."""
        plugins = self.plugins()
        return {
            name: plugins[target.plugin].manifest.kind
            for name, target in self.targets().items()
            if target.plugin in plugins
        }


def show_publication(desk: PublicationDesk, project: str) -> dict[str, Any]:
    """Tell what a project is released to, and which services there are; raises NotFoundError."""
    _known(desk, project)
    return {**publication_of(desk.ledger, project).to_json(), "services": desk.kinds()}


def set_publication(desk: PublicationDesk, project: str, body: Mapping[str, Any], by: str) -> dict[str, Any]:
    """Set what a project is released to from now on; raises NotFoundError, InvalidInputError with the field at fault."""
    _known(desk, project)
    publication = read_publication(body, desk.kinds())
    meta = Meta(desk.clock.now(), f"key:{by}", f"publication of {project}", "derived")
    desk.ledger.submit(HUB_PROJECT, plan_publication(project, publication), meta)
    return publication.to_json()


def open_service(desk: PublicationDesk, kind: str, name: str) -> Any:
    """Make what speaks with a service; raises InvalidInputError when the hub does not have one of this kind and name."""
    target, plugins = desk.targets().get(name), desk.plugins()
    if target is None or target.plugin not in plugins or plugins[target.plugin].manifest.kind != kind:
        raise InvalidInputError(f"the hub has no {kind} {name:.63}")
    return plugins[target.plugin].create(target.config)


def _known(desk: PublicationDesk, project: str) -> None:
    if desk.ledger.head(check_name(project)) is None:
        raise NotFoundError(f"project {project} has no revision yet")
