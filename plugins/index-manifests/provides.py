"""Find the packages a tree is: what others may depend on by purl."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from commandcenter.indexing.folders import is_foreign, is_sample
from commandcenter.indexing.model import FileFacts


def find_provided(facts: Mapping[str, FileFacts]) -> dict[str, str]:
    """Map the paths of manifests to the purls they publish.

    In each ecosystem those count above whose folder no manifest names a package, and the members of a workspace. A
    private package shadows what lies beneath it but publishes nothing: its name may be a stranger's in public.
    """
    described = {path: each.file_props["package"] for path, each in facts.items() if "package" in each.file_props}
    named = {(_ecosystem(package["purl"]), folder_of(path)) for path, package in described.items()}
    spaces = [(folder_of(path), glob) for path, each in facts.items() for glob in _members(each)]
    provided = {}
    for path, package in described.items():
        folder = folder_of(path)
        if package.get("private") or is_sample(path) or is_foreign(path) or "templates" in folder.split("/"):
            continue
        shadowed = any((_ecosystem(package["purl"]), above) in named for above in _above(folder))
        if not shadowed or any(_is_member(folder, root, glob) for root, glob in spaces):
            provided[path] = package["purl"]
    return provided


def folder_of(path: str) -> str:
    """Return the folder a manifest speaks for, "" for the root; that of `x.dist-info` is the one above."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[0] if folder.endswith((".dist-info", ".egg-info")) else folder


def _ecosystem(purl: str) -> str:
    return purl.split("/", 1)[0]


def _above(folder: str) -> Iterator[str]:
    if folder:
        yield from ("" if str(above) == "." else str(above) for above in PurePosixPath(folder).parents)


def _members(facts: FileFacts) -> list[str]:
    return [row[1] for row in facts.references if row[0] == "member"]


def _is_member(folder: str, root: str, glob: str) -> bool:
    """Match a folder against a glob of a workspace; `*` stays within one level, `**` does not."""
    pattern = f"{root}/{glob.removeprefix('./').rstrip('/')}".lstrip("/")
    return fnmatchcase(folder, pattern) and ("**" in pattern or folder.count("/") == pattern.count("/"))
