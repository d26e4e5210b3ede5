"""Build the bundle of all rule packs of an OPA root, with one entry that judges any choice of them.

python -m commandcenter.policy.pack_bundle OUT ROOT     OUT is a tar.gz; the catalogue stands beside it as .json
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.plugins.rulepacks import RulePack, find_rulepacks
from commandcenter.policy.binary import find_opa
from commandcenter.policy.bundle import build_bundle, policy_files, run_opa, stage_packs

ENTRY = "judge/verdicts"
"""The rule to ask: `{pack: {control id: decision}}` for the packs named in the member PACKS_MEMBER of the input."""
PACKS_MEMBER = "$packs"
"""Names the packs to judge by. No fact has a name that starts with a dollar sign."""
DEFAULTS_MEMBER = "$defaults"
"""Holds the defaults of parameters that are in force on the day judged for; `lib.facts` reads it."""
LIBRARY = "lib"
FORMAT = 1


def build_packs(root: Path, out: Path, opa: Path | None = None) -> dict[str, Any]:
    """Compile the library and all rule packs of a root into `out` (tar.gz) and write the catalogue beside it (.json).

    The catalogue says of each pack `{version, title, owner, digest, effective, parameters, schema, controls}`, and of each
    control what its metadata say and the `path` of its package. The same files give the same bytes.
    Raises InvalidInputError with OPA's own words, or naming the control whose metadata lack an id.
    """
    opa, packs = opa or find_opa(), find_rulepacks(root)
    if not packs:
        raise InvalidInputError(f"{root} holds no rule pack")
    folders = [*_library(root), *(pack.id for pack in packs)]
    with tempfile.TemporaryDirectory(prefix="commandcenter-packs-") as work:
        stage = Path(work, "policies")
        stage_packs(root, folders, stage)
        catalogue = describe_packs(packs, inspect_controls(stage, opa), digest_files(root, _library(root)))
        entry = stage / "judge" / "judge.rego"
        entry.parent.mkdir()
        entry.write_text(write_entry(catalogue))
        build_bundle(stage, [*folders, "judge"], out, opa)
    catalogue_path(out).write_bytes(canonical(catalogue))
    return catalogue


def catalogue_path(bundle: Path) -> Path:
    """Say where the catalogue of a bundle stands: `packs.tar.gz` has `packs.json`."""
    return bundle.with_name(bundle.name.removesuffix(".tar.gz") + ".json")


def inspect_controls(folder: Path, opa: Path) -> list[dict[str, Any]]:
    """Read the annotations of every package with a `control_id`, as {path, title, description, references, custom}."""
    seen = json.loads(run_opa(opa, ["inspect", "--annotations", "--format", "json", "."], folder))
    return [_control(found) for found in seen.get("annotations", ()) if _is_control(found["annotations"])]


def describe_packs(packs: Sequence[RulePack], controls: Sequence[Mapping[str, Any]], library: str) -> dict[str, Any]:
    """Join manifests and controls to the catalogue; raises ConflictError for a control id met twice."""
    described = {pack.id: _pack(pack, library) for pack in packs}
    owners: dict[str, str] = {}
    for control in controls:
        identifier, path = control["custom"]["control_id"], control["path"]
        pack, _, _ = path.partition("/")
        if identifier in owners:
            raise ConflictError(f"control {identifier} is defined in {owners[identifier]} and in {path}")
        if pack not in described:
            raise InvalidInputError(f"control {identifier} stands in {path}, which is in no rule pack")
        owners[identifier] = path
        described[pack]["controls"][identifier] = {**control, "custom": dict(control["custom"])}
    return {"v": FORMAT, "packs": described}


def write_entry(catalogue: Mapping[str, Any]) -> str:
    """Write the module `judge`: one rule for each control, so that one question judges all packs chosen."""
    head = f'package judge\n\nchosen := {{pack | some pack in input["{PACKS_MEMBER}"]}}\n'
    rules = [
        f"verdicts[{json.dumps(pack)}][{json.dumps(identifier)}] := {_reference(control['path'])}.decision "
        f"if {json.dumps(pack)} in chosen\n"
        for pack, said in sorted(catalogue["packs"].items())
        for identifier, control in sorted(said["controls"].items())
    ]
    return "\n".join([head, *rules])


def digest_files(root: Path, folders: Sequence[str], more: Sequence[str] = ()) -> str:
    """Hash what is judged by: the policy files of the folders and `more` files of theirs, by path and content."""
    paths = [path for folder in folders for path in policy_files(root / folder)]
    paths += [root / folder / name for folder in folders for name in more]
    return digest({str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths})


def _pack(pack: RulePack, library: str) -> dict[str, Any]:
    said, schema = pack.plugin.manifest, str(pack.plugin.manifest.contributes["input"])
    own = digest_files(pack.folder.parent, [pack.id], ["plugin.yaml", schema])
    return {
        "version": said.version,
        "title": said.title,
        "owner": said.owner or "",
        "digest": digest({"library": library, "pack": own}),
        "effective": dict(pack.effective),
        "parameters": {name: [dict(interval) for interval in given] for name, given in pack.parameters.items()},
        "schema": dict(pack.schema),
        "controls": {},
    }


def _library(root: Path) -> list[str]:
    return [LIBRARY] if (root / LIBRARY).is_dir() else []


def _is_control(annotations: Mapping[str, Any]) -> bool:
    return annotations.get("scope") == "package" and "control_id" in annotations.get("custom", {})


def _control(found: Mapping[str, Any]) -> dict[str, Any]:
    said = found["annotations"]
    return {
        "path": "/".join(part["value"] for part in found["path"][1:]),
        "title": said.get("title", ""),
        "description": said.get("description", "").strip(),
        "references": [link["ref"] for link in said.get("related_resources", ())],
        "custom": said["custom"],
    }


def _reference(path: str) -> str:
    return "data" + "".join(f"[{json.dumps(part)}]" for part in path.split("/"))


if __name__ == "__main__":
    build_packs(Path(sys.argv[2]), Path(sys.argv[1]))
