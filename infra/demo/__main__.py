"""`make demo`: three hubs on this machine that know one another, real projects in them, and one that goes away."""

import argparse
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import audited
import installed
import outage
import proved
import pushed
from ecosystem import HUBS, META, PROJECTS, all_shown, await_ecosystem, describe, hub_of, link_hubs, status_of
from telling import say, show

from commandcenter.cli.connection import HubClient
from commandcenter.cli.index import index_on_hub
from commandcenter.cli.places import find_hub, local_stack
from commandcenter.cli.stack import bring_up
from commandcenter.kernel.errors import ProblemError
from commandcenter.kernel.layers import CHECKOUT

HOME = "studio"
"""The hub that holds this repository itself; later the one that goes away."""


def run(work: Path) -> None:
    """Do the whole job; raises ProblemError or an error of the local stack when a part of it does not come out."""
    stack = local_stack()
    say("environments of the local stack (a few minutes the first time, then cached)")
    stack.ensure_environments(say)
    say("sam build (half a minute when something changed)")
    stack.build({}, lambda _line: None)
    stack.start()
    os.environ.pop("COMMANDCENTER_KEY", None)
    for hub in (META, *HUBS):
        say(f"sam deploy: hub {hub} in an account of its own")
        # On one machine the audits of all that is indexed here would be waited for; those that are shown are asked for.
        bring_up(stack, hub, (work,), lambda _line: None, AuditCommits="DISABLED")
    link_hubs()
    index_projects(work)
    push_commit(stack, work)
    prove_audits(stack, work)
    await_ecosystem("every project of both hubs", all_shown)
    show("hub:list", "--hub", META)
    show("graph:ecosystem", "--hub", META)
    show("mesh:tail", "*.global.audit", "--hub", META, "--since", "10m", "--once")
    lose_a_hub(stack)
    for hub in (META, *HUBS):
        show("ledger:verify", "--hub", hub)
    tell_where()


def index_projects(work: Path) -> None:
    """Index other code bases by upload, each a project of its own on the hub of its domain."""
    for name, domain in PROJECTS.items():
        folder = installed.copy_distribution(name, work / "installed" / name)
        done = index_on_hub(HubClient(find_hub(hub_of(domain))), str(folder), name, "HEAD", domain)
        say(f"indexed {name} on {hub_of(domain)}: revision {done['rev']}, {done['changed']} entities")


def push_commit(stack: Any, work: Path) -> None:
    """Index this repository by its Git history, commit to a clone of it, and push that through the signed webhook."""
    client = HubClient(find_hub(HOME))
    clone = pushed.clone(CHECKOUT, work / "commandcenter")
    secret = pushed.register(client, stack.client_environment(HOME), HOME, clone)
    first = index_on_hub(client, clone.as_uri(), "commandcenter", "HEAD", "Infra")
    say(f"indexed this repository from Git: revision {first['rev']}, {first['changed']} entities")
    pushed.commit(clone)
    second = pushed.push(client, clone, secret)
    say(f"pushed a commit through the signed webhook: revision {second['rev']}, {second['changed']} entities changed")
    show("graph:diff", "commandcenter", str(first["rev"]), str(second["rev"]), "--hub", HOME)


def prove_audits(stack: Any, work: Path) -> None:
    """Audit two projects, and have what their hub says of them checked by somebody who trusts it in nothing."""
    hub = hub_of(audited.DOMAIN)
    with proved.outside(work, stack.client_environment(hub), hub) as node:
        audited.index_exchange(hub)
        proved.release(hub, audited.PROJECT, audited.OTHER)
        audited.audit_exchange(hub)
        show("audit", audited.OTHER, "--hub", hub, "--packs", audited.OTHER_PACKS)
        for project in (audited.PROJECT, audited.OTHER):
            proved.prove(hub, META, project, node, work)


def lose_a_hub(stack: Any) -> None:
    """Take one hub down, see the answer tell the truth about it, bring it back, and see it catch up."""
    environment = stack.client_environment(HOME)
    functions = outage.take_down(environment, stack.hubs()[HOME].stack_name)
    say(f"took {HOME} down: none of its {len(functions)} functions may run")
    try:
        seen = await_ecosystem(f"{HOME} stale (after 90 s of silence)", lambda seen: status_of(seen, HOME) == "stale")
        say("; ".join(describe(hub) for hub in seen["hubs"]))
        show("graph:ecosystem", "--hub", META)
        show("fed:sweep", "--hub", META, "--command", "refresh", "--seconds", "10", fine=(1,))
    finally:
        outage.bring_back(environment, functions)
    say(f"brought {HOME} back")
    await_ecosystem(f"{HOME} online and all of it fresh", all_shown)
    show("fed:sweep", "--hub", META, "--seconds", "60")
    show("graph:ecosystem", "--hub", META)


def tell_where() -> None:
    """Print what a person may look at now."""
    url = find_hub(META).url
    print(
        f"\nAPI       {url}/graphql (POST, header x-api-key)"
        f"\nexplorer  {url}/explorer (any user name; the password is the operator key of {META} above)"
        f"\ncontract  {url}/v1/openapi.json"
        f"\ndocs      {CHECKOUT / 'docs'}"
        f"\nask more  commandcenter mesh:tail '*.global.>' --hub {META}\n",
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
                print("the hubs run on; Ctrl-C stops them", flush=True)
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
