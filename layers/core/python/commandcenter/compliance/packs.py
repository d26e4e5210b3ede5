"""Read the catalogue that stands beside a bundle: packs, their controls, and the parameters of a day."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commandcenter.compliance.model import Control, Pack
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.policy.pack_bundle import FORMAT, catalogue_path

Packs = Mapping[str, Pack]


def read_packs(bundle: Path) -> Packs:
    """Read the packs of a bundle by id; raises UnavailableError when its catalogue is missing or of another format."""
    path = catalogue_path(bundle)
    try:
        catalogue = json.loads(path.read_bytes())
    except OSError:
        raise UnavailableError(f"no catalogue {path} beside the bundle") from None
    if catalogue.get("v") != FORMAT:
        raise UnavailableError(f"{path} is of another format; build the bundle again")
    return {name: make_pack(name, said) for name, said in sorted(catalogue["packs"].items())}


def make_pack(name: str, said: Mapping[str, Any]) -> Pack:
    """Make a pack of its entry in the catalogue; raises InvalidInputError naming a control whose metadata do not fit."""
    controls = {identifier: make_control(control) for identifier, control in sorted(said["controls"].items())}
    parameters = {key: tuple(intervals) for key, intervals in said["parameters"].items()}
    rest = {key: said[key] for key in ("version", "title", "owner", "digest", "effective", "schema")}
    return Pack(id=name, parameters=parameters, controls=controls, **rest)


def make_control(said: Mapping[str, Any]) -> Control:
    """Make a control of what its package's annotations say; raises InvalidInputError."""
    custom = dict(said["custom"])
    custom.pop("effective_to", None)  # OPA decides by it
    try:
        return Control(
            **{**custom, "audit_kinds": tuple(custom.get("audit_kinds", ()))},
            path=said["path"],
            title=said["title"],
            description=said["description"],
            references=tuple(said["references"]),
        )
    except TypeError as error:
        raise InvalidInputError(f"{custom.get('control_id')}: {str(error).partition(') ')[2] or error}") from None


def choose_packs(packs: Packs, names: Sequence[str] | None) -> list[Pack]:
    """Pick packs by id, all of them when nothing is named; raises NotFoundError for one that is not there."""
    for name in names or ():
        if name not in packs:
            raise NotFoundError(f"no rule pack {name}; there are {', '.join(packs)}")
    return [packs[name] for name in sorted(set(names or packs))]


def parameters_on(packs: Sequence[Pack], as_of: str) -> dict[str, Any]:
    """Return the defaults that hold on a day (YYYY-MM-DD), by name; one whose intervals leave the day out is absent."""
    return {
        name: interval["default"]
        for pack in packs
        for name, intervals in pack.parameters.items()
        for interval in intervals
        if (interval["from"] or "") <= as_of <= (interval["to"] or "9999-12-31")
    }
