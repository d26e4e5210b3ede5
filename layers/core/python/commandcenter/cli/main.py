"""Entry point: finds a command by its name and imports just that; turns errors into one line and an exit code.

Exit codes: 0 done; 1 it did not come out well (a broken ledger, a failed job, a hub that does not answer); 2 wrong input.
"""

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from commandcenter import __version__
from commandcenter.kernel.errors import ProblemError

COMMANDS: Mapping[str, str] = {
    "up": "stack:up",
    "down": "stack:down",
    "status": "stack:status",
    "logs": "stack:logs",
    "project:add": "projects:add",
    "project:list": "projects:list_projects",
    "index": "index:index",
    "report:push": "reports:push",
    "graph:ecosystem": "graph:ecosystem",
    "graph:project": "graph:project",
    "graph:deps": "graph:dependencies",
    "graph:diff": "graph:diff",
    "graph:search": "graph:search",
    "resolve": "graph:resolve",
    "hub:list": "hubs:list_hubs",
    "hub:link": "hubs:link",
    "hub:unlink": "hubs:unlink",
    "hub:key": "hubs:key",
    "mesh:tail": "mesh:tail",
    "mesh:publish": "mesh:publish",
    "mesh:replay": "mesh:replay",
    "fed:sweep": "federation:sweep",
    "audit": "audits:audit",
    "facts:show": "facts:show",
    "facts:check": "facts:check",
    "evidence:add": "evidence:add",
    "judge": "judge:judge",
    "pack:list": "packs:list_packs",
    "pack:test": "packs:test",
    "pack:docs": "packs:docs",
    "pack:new": "packs:new",
    "trace:show": "trace:show",
    "trace:explain": "trace:explain",
    "trace:decide": "trace:decide",
    "pack:diff": "pack_diff:diff",
    "pack:export": "packs:export",
    "waiver:request": "waivers:request",
    "waiver:approve": "waivers:approve",
    "waiver:revoke": "waivers:revoke",
    "waiver:show": "show_waivers:show",
    "attest:keys": "attest_keys:keys",
    "attest:generate": "attest:generate",
    "attest:show": "attest_show:show",
    "attest:bundle": "attest_bundle:bundle",
    "attest:verify": "attest_verify:verify",
    "attest:revoke": "attest:revoke",
    "attest:fetch": "attest_fetch:fetch",
    "attest:publish": "attest_publish:publish",
    "ledger:log": "ledger:log",
    "ledger:verify": "ledger:verify",
    "ledger:replay": "ledger:replay",
    "ledger:prove": "ledger:prove",
    "ledger:check-proof": "ledger:check_proof",
    "key:create": "keys:create",
    "key:list": "keys:list_keys",
    "key:revoke": "keys:revoke",
    "bridge": "bridge:bridge",
}


class LazyCommands(click.Group):
    """Import the module of a command when it is called, so that `--help` and small commands start at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(importlib.import_module(f"commandcenter.cli.{module}"), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        # Click's own message names no near miss.
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see commandcenter --help"
            raise click.UsageError(f"no command {args[0]}{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=LazyCommands, context_settings={"max_content_width": 120})
@click.version_option(__version__, prog_name="commandcenter")
def commands() -> None:
    """Index projects into versioned graphs, ask them questions, and run hubs on this machine.

    Commands work on a directory of this machine (--store DIR, the default) or on a hub (--hub NAME or URL).
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with 0, 1 or 2."""
    try:
        # Outside of its stand-alone mode Click returns the code of an Exit.
        ended = commands.main(arguments, prog_name="commandcenter", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except (click.Abort, KeyboardInterrupt):
        _stop("stopped", 1)
    except click.ClickException as error:
        _stop(error.format_message(), 2)
    except ProblemError as error:
        _stop(str(error), 2 if error.status < 500 else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _stop(message: str, code: int) -> None:
    click.echo(f"commandcenter: {' '.join(message.split())}", err=True)
    sys.exit(code)
