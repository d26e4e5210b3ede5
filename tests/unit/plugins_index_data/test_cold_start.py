"""What a plugin does not need to start with, it does not import."""

import subprocess
import sys

from .conftest import ROOT

SCRIPT = """
import sys
from pathlib import Path
from commandcenter.plugins.loader import find_plugins
from commandcenter.indexing import reports
wanted = {"index-manifests", "index-iac", "index-api", "index-backstage", "index-ci", "index-reports"}
made = {plugin.id: plugin.create() for plugin in find_plugins([Path(sys.argv[1])], "indexer") if plugin.id in wanted}
assert made.keys() == wanted
print(*sorted(sys.modules))
"""


def test_creating_the_plugins_imports_no_heavy_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "plugins")], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint(
        {"packageurl", "packaging", "defusedxml", "xml", "tree_sitter", "boto3", "botocore", "dulwich"}
    )
