"""Write the pages that repeat what the code says.

docs/asyncapi.yaml from the contracts of the subjects, docs/cli.md from the commands, docs/plugins.md from the manifests.

python infra/docs/generate.py            write the pages
python infra/docs/generate.py --check    exit with 1 and name the pages that are not current
"""

import argparse
import os
import sys
from pathlib import Path

# Before the commands are imported: the help of --store would otherwise name the folder of whoever runs this.
os.environ["XDG_DATA_HOME"] = "$XDG_DATA_HOME"
os.environ.pop("COMMANDCENTER_STORE", None)

from asyncapi_page import asyncapi_page
from cli_page import cli_page
from plugins_page import plugins_page

ROOT = Path(__file__).resolve().parents[2]


def pages() -> dict[Path, str]:
    """Render all generated pages by path."""
    docs = ROOT / "docs"
    return {
        docs / "asyncapi.yaml": asyncapi_page(),
        docs / "cli.md": cli_page(),
        docs / "plugins.md": plugins_page(ROOT / "plugins"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text() != text}
    for path, text in stale.items():
        print(f"{path.relative_to(ROOT)} {'is not current' if check else 'written'}")
        if not check:
            path.write_text(text)
    if check and stale:
        print("run: .venv/bin/python infra/docs/generate.py")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
