"""`make demo`: one hub on this machine, real projects in it, a real commit pushed to it, and what that looks like."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import installed
import pushed

from commandcenter.cli.connection import HubClient
from commandcenter.cli.index import index_on_hub
from commandcenter.cli.places import find_hub, local_stack
from commandcenter.cli.stack import bring_up
from commandcenter.kernel.errors import ProblemError
from commandcenter.kernel.layers import CHECKOUT

HUB = "demo"
PROJECTS = {
    "requests": "Partnering", "urllib3": "Partnering", "boto3": "Infra", "s3transfer": "Infra", "pynamodb": "Finance",
    "jmespath": "Infra", "chalice": "Partnering", "click": "Creative", "rich": "Creative",
}  # fmt: skip
"""Distributions installed beside CommandCenter, which really depend on one another, and the domains they play in."""


def say(message: str) -> None:
    """Tell how far the demo is, with the seconds since it began."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {message}", flush=True)


STARTED = time.monotonic()


def run(work: Path) -> None:
    """Do the whole job; raises ProblemError or an error of the local stack when a part of it does not come out."""
    stack = local_stack()
    say("environments of the local stack (a few minutes the first time, then cached)")
    stack.ensure_environments(say)
    say("sam build (half a minute when something changed)")
    stack.build({}, lambda _line: None)
    stack.start()
    say("sam deploy: one hub in an account of its own")
    os.environ.pop("COMMANDCENTER_KEY", None)
    bring_up(stack, HUB, (work,), lambda _line: None)
    client = HubClient(find_hub(HUB))
    index_projects(client, work)
    push_commit(client, stack, work)
    show("graph:ecosystem", "--hub", HUB)
    show("ledger:verify", "--hub", HUB)
    tell_where(client)


def index_projects(client: HubClient, work: Path) -> None:
    """Index other code bases by upload, each a project of its own."""
    for name, domain in PROJECTS.items():
        folder = installed.copy_distribution(name, work / "installed" / name)
        done = index_on_hub(client, str(folder), name, "HEAD", domain)
        say(f"indexed {name}: revision {done['rev']}, {done['changed']} entities")


def push_commit(client: HubClient, stack: object, work: Path) -> None:
    """Index this repository by its Git history, commit to a clone of it, and push that through the signed webhook."""
    clone = pushed.clone(CHECKOUT, work / "commandcenter")
    secret = pushed.register(client, stack.client_environment(HUB), HUB, clone)  # type: ignore[attr-defined]
    first = index_on_hub(client, clone.as_uri(), "commandcenter", "HEAD", "Infra")
    say(f"indexed this repository from Git: revision {first['rev']}, {first['changed']} entities")
    pushed.commit(clone)
    second = pushed.push(client, clone, secret)
    say(f"pushed a commit through the signed webhook: revision {second['rev']}, {second['changed']} entities changed")
    show("graph:diff", "commandcenter", str(first["rev"]), str(second["rev"]), "--hub", HUB)


def show(*arguments: str) -> None:
    """Run a command as a user would, and show it."""
    print(f"\n$ commandcenter {' '.join(arguments)}", flush=True)
    done = subprocess.run([Path(sys.executable).parent / "commandcenter", *arguments], check=False)
    if done.returncode:
        raise ProblemError(f"commandcenter {arguments[0]} ended with {done.returncode}")


def tell_where(client: HubClient) -> None:
    """Print what a person may look at now."""
    url = client.address.url
    print(
        f"\nAPI       {url}/graphql (POST, header x-api-key)"
        f"\nexplorer  {url}/explorer (any user name; the password is the operator key above)"
        f"\ncontract  {url}/v1/openapi.json"
        f"\ndocs      {CHECKOUT / 'docs'}"
        f"\nask more  commandcenter graph:search session --hub {HUB}\n",
        flush=True,
    )


def main() -> int:
    """Run the demo, wait for Ctrl-C unless told not to, and stop what was started."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="do not wait for Ctrl-C")
    once = parser.parse_args().once
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _interrupt(stopped))
    stack = local_stack()
    running_before = stack.status().engine is not None
    try:
        with tempfile.TemporaryDirectory(prefix="commandcenter-demo-") as folder:
            run(Path(folder).resolve())
            say("done")
            if not once:
                print("the hub runs on; Ctrl-C stops it", flush=True)
                stopped.wait()
    except KeyboardInterrupt:
        return 0 if stopped.is_set() else 1
    except (ProblemError, RuntimeError) as error:
        print(f"the demo failed: {error}", file=sys.stderr)
        return 1
    finally:
        if not running_before:
            stack.stop()
            say("stopped all that was started")
    return 0


def _interrupt(stopped: threading.Event) -> None:
    if not stopped.is_set():
        stopped.set()
        raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
