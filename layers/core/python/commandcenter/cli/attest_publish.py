"""`attest:publish`: what of a project of a hub goes to services outside of it."""

from typing import Any

import click

from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.kernel.errors import InvalidInputError


@click.command()
@click.argument("project")
@click.option("--hub", required=True, metavar="NAME|URL", help="the hub whose project it is")
@click.option(
    "--pinner", "pinners", multiple=True, metavar="NAME", help="a service that keeps envelopes; again for more"
)
@click.option("--registry", "registries", multiple=True, metavar="NAME", help="a registry to tell; again for more")
@click.option("--evidence/--no-evidence", default=None, help="whether bundles with evidence are kept outside, too")
@click.option("--nothing", is_flag=True, help="release nothing any more; what is outside stays there")
@json_option
def publish(
    project: str,
    hub: str,
    pinners: tuple[str, ...],
    registries: tuple[str, ...],
    evidence: bool | None,
    nothing: bool,
    as_json: bool,
) -> None:
    """Set which services PROJECT is released to, or without options show that.

    Names given take the place of those of their kind that were set; what no option is about stays as it is.
    """
    from commandcenter.cli.attest_hub import HubAttestations

    given: dict[str, Any] = {"pinners": list(pinners), "registries": list(registries)}
    wanted = {name: names for name, names in given.items() if names}
    wanted |= {} if evidence is None else {"evidence": evidence}
    if nothing and wanted:
        raise InvalidInputError("--nothing goes with no other option")
    asked = HubAttestations(hub, project)
    set_before = asked.publication()
    if wanted or nothing:
        kept = {} if nothing else {name: set_before[name] for name in ("pinners", "registries", "evidence")}
        set_before |= asked.publish(kept | wanted)
    _show(project, set_before, as_json=as_json)


def _show(project: str, told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(told)
        return
    released = {*told["pinners"], *told["registries"]}
    services = {name: kind for kind in ("pinner", "registry") for name in told[_PLURAL[kind]]} | told.get(
        "services", {}
    )
    rows = [(name, kind, "yes" if name in released else "no") for name, kind in sorted(services.items())]
    show_table(f"{project}: released to {len(released)} services", ("service", "kind", "released to"), rows)
    click.echo(f"evidence: {'goes along, in bundles' if told['evidence'] else 'stays here'}")


_PLURAL = {"pinner": "pinners", "registry": "registries"}
