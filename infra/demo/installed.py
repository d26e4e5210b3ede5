"""Source trees of distributions that are installed beside CommandCenter."""

import shutil
from importlib.metadata import distribution
from pathlib import Path

SKIPPED = {".pyc", ".so", ".pyd"}


def copy_distribution(name: str, folder: Path) -> Path:
    """Copy what a distribution installed, its METADATA too, into a folder of its own; returns the folder.

    Raises PackageNotFoundError when it is not installed.
    """
    for file in distribution(name).files or ():
        source = Path(str(file.locate()))
        if ".." in file.parts or source.suffix in SKIPPED or not source.is_file():
            continue
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return folder
