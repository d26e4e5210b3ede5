"""Start a rule pack: one control, its tests, a sample, all passing what `pack:test` asks."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from commandcenter.compliance.lint import SHARED, slug_of
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.policy.pack_bundle import LIBRARY

RESERVED = frozenset({LIBRARY, "hub", "judge", "system", SHARED})
_TEMPLATES = Path(__file__).with_name("templates")
_NAME = re.compile(r"[a-z][a-z0-9]{0,62}")
_CONTROL = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9][A-Z0-9.]*)+")


def scaffold_pack(root: Path, name: str, control_id: str, library: Path) -> list[Path]:
    """Write the files of a new pack under an OPA root and return their paths, sorted.

    Args:
        root: The folder that holds the packs; made when it is not there, `lib` copied into it when it has none.
        name: The pack's id, a word of lower-case letters and digits.
        control_id: The first control's id, such as ACME-BACKUP-TESTED.
        library: The `lib` to copy.

    Raises InvalidInputError for a bad name, ConflictError when the folder exists.
    """
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise InvalidInputError(f"{name} is no name for a pack: a word of lower-case letters and digits, not reserved")
    if not _CONTROL.fullmatch(control_id):
        raise InvalidInputError(f"{control_id} is no control id: words in capitals joined by hyphens, two at least")
    if (root / name).exists():
        raise ConflictError(f"{root / name} exists")
    if not (root / LIBRARY).exists():
        shutil.copytree(library, root / LIBRARY)
    slug = slug_of(control_id)
    words = {"pack": name, "control_id": control_id, "slug": f"control_{slug}" if slug[0].isdigit() else slug}
    return sorted(_write(root / name, template, words) for template in _TEMPLATES.iterdir())


def _write(folder: Path, template: Path, words: Mapping[str, str]) -> Path:
    """Fill one template; a double underscore in its name stands for a folder."""
    text, name = template.read_text(), template.name.removesuffix(".txt").replace("__", "/")
    for word, value in words.items():
        text, name = text.replace(f"<<{word}>>", value), name.replace(f"({word})", value)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target
