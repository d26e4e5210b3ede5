"""A node as its own command shows it, not through any code of ours."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from commandcenter.kernel.layers import CHECKOUT
from commandcenter.plugins.loader import find_plugins
from commandcenter_local.kubo import kubo_binary, kubo_environment

ADD = ("add", "--cid-version=1", "--raw-leaves", "--quieter")


@dataclass(frozen=True)
class Node:
    folder: Path
    api: str

    @property
    def gateway(self):
        return (self.folder / "gateway").read_text().strip()

    def ipfs(self, *arguments, data=b""):
        """Run a command on the node and return what it prints."""
        command = [str(kubo_binary()), *arguments]
        environment = kubo_environment(self.folder)
        return subprocess.run(command, input=data, env=environment, check=True, capture_output=True, timeout=60).stdout

    def add(self, data, *options):
        """Return the name that Kubo gives to a file."""
        return self.ipfs(*ADD, *options, data=data).decode().strip()

    def pins(self):
        """Return the type and the name of each pinned block."""
        lines = self.ipfs("pin", "ls", "--names").decode().splitlines()
        return {line.split()[0]: tuple(line.split()[1:]) for line in lines}


def pinner(plugin_id, **config):
    """Make a built-in pinner."""
    (plugin,) = (one for one in find_plugins([CHECKOUT / "plugins"], kind="pinner") if one.id == plugin_id)
    return plugin.create(config)
