"""Render docs/cli.md from the commands themselves."""

from collections.abc import Iterator

import click

from commandcenter.cli.main import COMMANDS, commands

HEAD = """\
<!-- Written by infra/docs/generate.py from the commands. Do not edit: change the command, then run the script. -->

# The `commandcenter` command

`make setup` puts it into `.venv/bin`. Commands work on a directory store of this machine (`--store DIR`) or on a hub
(`--hub`). What `--hub` names is

- a hub of the local stack, by its name; its operator key was kept by `commandcenter up`, for this user only, or
- the `https://` address of a hub (the stack's output `ApiUrl`); the key is then taken from `COMMANDCENTER_KEY`.

`up`, `down`, `status`, `logs` need a checkout, as do `ledger:*` with `--hub`: these read the tables of a hub of the local
stack with the AWS credentials of its account. Tables are for people; `--json` prints the same for machines. Progress
and notes go to the error stream.

`--help` after a command prints what stands here.

## Exit codes

| code | means |
|---|---|
| 0 | done |
| 1 | it did not come out well: a broken ledger, a failed job, a hub that does not answer, nothing found, interrupted |
| 2 | wrong input: one line on the error stream says what and where |

## Environment

| variable | means |
|---|---|
| `COMMANDCENTER_STORE` | the directory store when `--store` is left out |
| `COMMANDCENTER_KEY` | the API key for `--hub` |
| `COMMANDCENTER_PASSPHRASE` | opens key files; asked for at the terminal when left out |
| `COMMANDCENTER_PIN_TOKEN` | the token of a node or a service that content is fetched from |
| `COMMANDCENTER_STATE` | where the local stack keeps its state; else `$XDG_STATE_HOME/commandcenter` |
| `COMMANDCENTER_CACHE` | tools and environments that may be deleted at any time; else `$XDG_CACHE_HOME/commandcenter` |
"""

EXAMPLES = {
    "up": "commandcenter up --hub east --hub west --keep",
    "logs": "commandcenter logs sam-deploy-hub",
    "project:add": (
        "commandcenter project:add shop --hub hub --domain Finance --repo github:acme/shop=https://github.com/acme/shop \\\n"
        "  --secret commandcenter/hub/repositories/shop"
    ),
    "index": "commandcenter index . --project shop\ncommandcenter index https://github.com/pallets/click --ref main",
    "report:push": 'commandcenter report:push shop junit.xml --kind junit --commit "$(git rev-parse HEAD)"',
    "graph:project": "commandcenter graph:project shop --type service --type endpoint",
    "graph:deps": "commandcenter graph:deps urn:cc:local:shop:dependency:pkg:pypi/requests --direction in",
    "graph:diff": "commandcenter graph:diff shop 3 7\ncommandcenter graph:diff shop 2026-01-01T00:00:00Z",
    "resolve": "commandcenter resolve pkg:pypi/requests@2.34.2",
    "ledger:prove": "commandcenter ledger:prove urn:cc:local:shop:file:README.md > proof.json",
    "ledger:check-proof": 'commandcenter ledger:check-proof proof.json --digest "$COMMIT_DIGEST"',
    "hub:link": "commandcenter hub:link https://meta.example.org/hub --hub alpha --role upstream",
    "judge": "commandcenter judge sheet.json --packs privacy,security --as-of 2026-09-01",
    "pack:new": "commandcenter pack:new acme ACME-BACKUP-TESTED",
    "attest:generate": (
        "commandcenter attest:keys keys\n"
        "commandcenter attest:generate shop --key file:keys/signing.pem --log-key file:keys/log.pem"
    ),
    "attest:bundle": "commandcenter attest:bundle shop --out shop.zip --key file:keys/signing.pem",
    "attest:verify": "commandcenter attest:verify shop.zip --keys keys/keys.json",
    "attest:fetch": (
        'commandcenter attest:fetch "$CID" --from service:https://pins.example.org \\\n'
        "  --gateway https://gateway.example.org --out envelope.json --keys keys/keys.json"
    ),
    "mesh:tail": "commandcenter mesh:tail '*.global.>' --hub meta",
    "mesh:publish": """commandcenter mesh:publish hub.broadcast.announce --hub meta \\
  --data '{"title": "Maintenance", "text": "At noon.", "level": "info"}'""",
    "mesh:replay": "commandcenter mesh:replay --since 10m --subject 'hub.sync.>' --hub meta",
    "fed:sweep": "commandcenter fed:sweep --hub meta --command refresh --target alpha",
    "bridge nats": (
        "commandcenter bridge nats --url nats://127.0.0.1:4222 --hub https://alpha.example.org/hub \\\n"
        "  --key file:/etc/commandcenter/bridge.pem"
    ),
    "key:create": 'commandcenter key:create "Acme audit" --hub hub --role auditor --project shop --days 90',
}


def cli_page() -> str:
    """Render the whole page."""
    with click.Context(commands, info_name="commandcenter") as parent:
        return "\n".join([HEAD, "## Commands\n", *(line for name in COMMANDS for line in _command(parent, name))])


def _command(parent: click.Context, name: str) -> Iterator[str]:
    command = commands.get_command(parent, name)
    assert command is not None
    if isinstance(command, click.Group):
        with click.Context(command, parent=parent, info_name=name) as group:
            for below in command.list_commands(group):
                yield from _page_of(group, command.commands[below], f"{name} {below}")
    else:
        yield from _page_of(parent, command, name)


def _page_of(parent: click.Context, command: click.Command, name: str) -> Iterator[str]:
    with click.Context(command, parent=parent, info_name=name) as context:
        usage = " ".join(["commandcenter", name, *command.collect_usage_pieces(context)])
        yield f"### `{name}`\n"
        yield f"{_paragraphs(command.help or '')}\n"
        yield f"```text\n{usage}\n```\n"
        rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
        if rows:
            yield from ("| option | means |", "|---|---|", *rows, "")
        if name in EXAMPLES:
            yield f"```sh\n{EXAMPLES[name]}\n```\n"


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    names, text = record if record else (", ".join(option.opts), "")
    return f"| `{_cell(names)}` | {_cell(' '.join(text.split()))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
