"""Names in a stranger's tree that some file system would take for another."""

import re

from commandcenter.indexing.paths import refusal

# HFS+ ignores these within names (git's utf8.c, next_hfs_char).
_HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_GIT_FOLDER = frozenset({".git", "git~1"})


def refused_path(path: str) -> str | None:
    r"""Tell why a path may not stand in a tree, or None when it may.

    Beyond what no tree may hold (not relative and normal, not text, too long for an id), a part that HFS+ or NTFS would
    open as `.git` is refused: `.G\u200cit`, `.git.`, `git~1`, `.git::$INDEX_ALLOCATION`.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "a path that is not plain and relative"
    if any(_is_git_folder(part) for part in parts):
        return "a path into a Git folder"
    return refusal(path)


def _is_git_folder(name: str) -> bool:
    plain = _HFS_IGNORED.sub("", name).casefold()
    return plain in _GIT_FOLDER or plain.partition(":")[0].rstrip(" .") in _GIT_FOLDER
