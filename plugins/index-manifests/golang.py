"""Go modules: go.mod and go.sum."""

import re

from commandcenter.kernel.errors import InvalidInputError

from .model import Manifest

_REQUIRE = re.compile(r'"?([^\s"]+)"?\s+(v[^\s]+)\s*(//.*)?')
_BLOCK = re.compile(r"(\w+)\s*\(\s*(?://.*)?")


def read_go_mod(data: bytes, _path: str) -> Manifest:
    """Read the module's name and what it requires; `// indirect` marks what came along."""
    manifest = Manifest()
    block = ""
    for number, raw in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        line = raw.strip()
        opened = _BLOCK.fullmatch(line)
        if opened:
            block = opened[1]
        elif line.startswith(")"):
            block = ""
        elif line and not line.startswith("//"):
            verb, rest = (block, line) if block else (line.split()[0], line.partition(" ")[2].strip())
            _read_directive(manifest, verb, rest, number)
    return manifest


def _read_directive(manifest: Manifest, verb: str, rest: str, number: int) -> None:
    if verb == "module":
        name = rest.split("//")[0].strip().strip('"`')
        if name:
            manifest.describe("golang", name)
    elif verb == "require":
        found = _REQUIRE.fullmatch(rest)
        if not found:
            manifest.wrong(f"not a requirement: {rest!r:.80}", f"line {number}")
            return
        indirect = "indirect" in (found[3] or "")
        manifest.add("golang", found[1], version=found[2], scope="transitive" if indirect else "runtime")


def read_go_sum(data: bytes, _path: str) -> Manifest:
    """Read the modules whose content was hashed; those of which only the go.mod was, take no part in the build."""
    manifest = Manifest()
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != 3 or not words[1].startswith("v"):
            raise InvalidInputError(f"line {number}: not a line of go.sum")
        if not words[1].endswith("/go.mod"):
            manifest.add("golang", words[0], version=words[1])
    return manifest
