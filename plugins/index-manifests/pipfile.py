"""Pipfile.lock."""

from commandcenter.indexing.documents import load_json

from .model import Manifest, Scope


def read_pipfile_lock(data: bytes, _path: str) -> Manifest:
    """Read the pinned packages; the file does not tell those asked for from those that came along."""
    manifest = Manifest()
    document = manifest.shape(load_json(data))
    sections: tuple[tuple[str, Scope], ...] = (("default", "runtime"), ("develop", "dev"))
    for section, scope in sections:
        for name, package in document.get(section).items():
            manifest.add("pypi", name, version=package.get("version").text().lstrip("="), scope=scope)
    return manifest
