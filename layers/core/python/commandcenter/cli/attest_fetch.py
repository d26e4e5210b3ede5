"""`attest:fetch`: content by its CID, from wherever it is kept."""

from pathlib import Path
from typing import Any

import click

from commandcenter.cli.attest_files import check_out, out_options, write_file
from commandcenter.cli.attest_sources import FORMS, PIN_TOKEN, Fetch, SourceOptions, open_source
from commandcenter.cli.places import place_options
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.cli.show_waivers import read_trust
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError


@click.command()
@click.argument("cid")
@click.option("--from", "place", required=True, metavar="PLACE", help=f"{FORMS}; a token is taken from ${PIN_TOKEN}")
@out_options
@click.option(
    "--keys",
    multiple=True,
    metavar="JWKS",
    type=click.Path(exists=True, path_type=Path, dir_okay=False),
    help="file with the keys you trust for the signatures of an envelope; again for more",
)
@click.option("--project", help="of a hub: whose content it is")
@click.option("--gateway", metavar="URL", help="of a service: the gateway that gives its content back")
@click.option("--private", is_flag=True, help="of a service: its gateway may be at a private address")
@click.option("--region", help="of a bucket [default: $AWS_REGION]")
@click.option("--endpoint", metavar="URL", help="of a bucket: another store that speaks S3")
@click.option("--prefix", help="of a bucket: what stands before a CID [default: blocks/]")
@place_options
@json_option
def fetch(cid: str, place: str, out: Path, force: bool, keys: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Fetch the content of CID, check that it is that, write it to a file, and say what it is.

    Exit code 1 when it is an envelope and a signature does not hold by --keys.
    """
    from commandcenter.attestation.content.cid import Cid
    from commandcenter.cli.attest_content import describe, holds

    Cid.parse(cid)
    check_out(out, force=force)
    trusted = read_trust(keys) if keys else None
    data = get_checked(cid, place, open_source(place, SourceOptions(**options)))
    told = {"cid": cid, "bytes": len(data), **describe(data, trusted, SystemClock().now())}
    write_file(out, data, force=force)
    _show(told, as_json=as_json)
    if trusted is not None and not holds(told):
        raise click.exceptions.Exit(1)


def get_checked(cid: str, place: str, get: Fetch) -> bytes:
    """Return the content of a CID; raises NotFoundError, and UnavailableError when a place refuses or gives something else."""
    from commandcenter.attestation.content.pinners import blocks_of

    kind = place.partition(":")[0]
    try:
        data = get(cid)
        if data is not None:
            blocks_of(cid, data)
    except InvalidInputError as error:  # the CID and the options are in order: it is the place that is at fault
        raise UnavailableError(f"{kind}: {error}") from None
    if data is None:
        raise NotFoundError(f"{kind} holds nothing under {cid}")
    return data


def _show(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(told)
        return
    rows = [(name, value) for name, value in told.items() if name != "signatures"]
    rows += [(f"signature by {one['key']}", one["state"]) for one in told.get("signatures", ())]
    show_table("Fetched", ("", ""), rows)
