"""What the pages name is there: make targets, commands, parameters, settings, alarms, packages, limits."""

import re
from dataclasses import fields
from pathlib import Path

import click
import docs_template
import pytest
from docs_pages import DOCS, PAGES, ROOT, code_blocks, named, rows

from commandcenter.cli.main import COMMANDS, commands
from commandcenter.graph.model import EDGE_TYPES, LINK_TYPES, NODE_TYPES
from commandcenter.hub.receive_report import MAX_REPORT_BYTES
from commandcenter.hub.settings import HubSettings
from commandcenter.hub.uploads import MAX_UPLOAD_BYTES
from commandcenter.indexing.model import MAX_FILE_BYTES
from commandcenter.ledger.model import MAX_BODY_BYTES, MAX_DEPTH
from commandcenter.queries import execute, limits
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.receive import MAX_BODY_BYTES as MAX_MESSAGE_BYTES

TEMPLATE = docs_template.load()
TARGETS = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
OPERATING, ARCHITECTURE, HTTP = DOCS / "operating.md", DOCS / "architecture.md", DOCS / "http-api.md"
names = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@names
def test_make_targets_are_there(page: Path) -> None:
    for target in re.findall(r"\bmake ([a-z]+)\b(?=[`\s#])", "\n".join([*code_blocks(page, "sh"), *_spans(page)])):
        assert target in TARGETS, f"{page.name}: make {target}"


@names
def test_commands_and_their_options_are_there(page: Path) -> None:
    for line in _shell_lines(page):
        for call in re.findall(r"(?:^|[ /`(])commandcenter ((?:[a-z]+)(?::[a-z-]+)?)((?: [^|;#&]*)?)", line):
            name, rest = call
            assert name in COMMANDS, f"{page.name}: commandcenter {name}"
            command = commands.get_command(None, name)  # type: ignore[arg-type]
            if isinstance(command, click.Group) and (below := rest.split()[:1]):
                command = command.commands[below[0]]
            known = {text for option in command.params for text in option.opts} | {"--help"}  # type: ignore[union-attr]
            assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= known, f"{page.name}: {line}"


def test_every_make_target_is_explained() -> None:
    assert [
        named(row[0])[0].removeprefix("make ") for row in rows(ROOT / "CONTRIBUTING.md", "target | does")
    ] == TARGETS


def test_the_readme_asks_for_two_commands() -> None:
    blocks = code_blocks(ROOT / "README.md", "sh")
    assert [line.split("#")[0].strip() for line in blocks[0].splitlines()] == ["make demo", "make test"]


def test_parameters_of_the_template_are_explained() -> None:
    said = {named(row[0])[0]: row[1] for row in rows(OPERATING, "parameter | default")}
    assert said.keys() == TEMPLATE["Parameters"].keys()
    for name, parameter in TEMPLATE["Parameters"].items():
        default = str(parameter["Default"])
        assert said[name] == (f"`{default}`" if default else "empty")


def test_settings_of_functions_are_explained() -> None:
    said = {name for row in rows(OPERATING, "variable | means") for name in named(row[0])}
    assert said == {f"CC_{field.name.upper()}" for field in fields(HubSettings)}


def test_alarms_are_explained() -> None:
    alarms = docs_template.load(ROOT / "infra" / "alarms.yaml")["Resources"]
    said = {name for row in rows(OPERATING, "alarm | means") for name in named(row[0])}
    assert said == {name for name, one in alarms.items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    heads = re.findall(r'See docs/operating.md, "([^"]+)"', (ROOT / "infra" / "alarms.yaml").read_text())
    assert heads
    for head in heads:
        assert f"\n## {head}\n" in OPERATING.read_text()


def test_dead_letter_queues_are_named() -> None:
    said = {name for row in rows(OPERATING, "queue | holds") for name in named(row[0])}
    nested = (docs_template.load(ROOT / "infra" / name)["Resources"].values() for name in ("mesh.yaml", "proof.yaml"))
    resources = [*TEMPLATE["Resources"].values(), *(one for part in nested for one in part)]
    queues = [one["Properties"]["QueueName"] for one in resources if one["Type"] == "AWS::SQS::Queue"]
    lost = {name for name in queues if "dead" in name or "undelivered" in name}
    assert said == {name.replace("${Hub}", "<hub>") for name in lost}


def test_packages_and_layers_are_explained() -> None:
    library = ROOT / "layers/core/python/commandcenter"
    packages = {path.parent.name for path in library.glob("*/__init__.py")}
    assert {named(row[0])[0] for row in rows(ARCHITECTURE, "package | holds")} == packages
    layers = {name for name, one in TEMPLATE["Resources"].items() if one["Type"] == "AWS::Serverless::LayerVersion"}
    assert {name for row in rows(ARCHITECTURE, "layer | holds") for name in named(row[0])} == layers


def test_layers_are_said_to_be_used_by_those_that_use_them() -> None:
    functions = {
        one["Properties"]["CodeUri"].rpartition("/")[2]: set(one["Properties"]["Layers"])
        for one in TEMPLATE["Resources"].values()
        if one["Type"] == "AWS::Serverless::Function"
    }
    for layers, _holds, users in rows(ARCHITECTURE, "layer | holds"):
        said = functions.keys() - named(users) if users.startswith("all functions") else set(named(users))
        for layer in named(layers):
            assert said == {name for name, used in functions.items() if layer in used}, layer


def test_packages_stand_in_the_order_they_may_import_one_another() -> None:
    (order,) = re.findall(r"^layers = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    allowed = re.findall(r'"(\w+)"', order)[::-1]
    assert [named(row[0])[0] for row in rows(ARCHITECTURE, "package | holds")] == allowed


def test_types_of_the_graph_are_listed() -> None:
    text = " ".join(ARCHITECTURE.read_text().split())
    for head, known in [("Node types", NODE_TYPES), ("Edge types", EDGE_TYPES)]:
        assert set(named(text.split(f"- {head}: ")[1].split(".")[0])) == known
    links = named(text.split("- Links between projects: ")[1].split(" ## ")[0])
    assert set(links) == {*LINK_TYPES, *(name for types in LINK_TYPES.values() for name in types)}


def test_limits_are_those_of_the_code() -> None:
    operating, http, ledger = (page.read_text() for page in (OPERATING, HTTP, DOCS / "ledger.md"))
    bounds = FetchLimits()
    assert f"{MAX_BODY_BYTES:,} bytes, {MAX_DEPTH} levels" in operating
    assert f"{MAX_BODY_BYTES:,} bytes" in ledger
    assert f"at most {MAX_DEPTH} deep" in ledger
    for text in (operating, http):
        assert f"{MAX_REPORT_BYTES >> 20} MiB" in text
        assert f"{MAX_UPLOAD_BYTES >> 20} MiB" in text
        assert f"{MAX_MESSAGE_BYTES >> 20} MiB" in text
    fetched = f"{bounds.max_bytes >> 20} MiB received, {bounds.max_objects:,} objects, {bounds.max_files:,} files"
    assert f"{fetched}, {bounds.max_seconds:.0f} s" in operating
    assert f"{MAX_FILE_BYTES:,} bytes" in operating
    assert (
        f"{execute.MAX_TOKENS:,} tokens, {limits.MAX_DEPTH} levels of fields, and a cost of {limits.MAX_COST:,}" in http
    )


def _spans(page: Path) -> list[str]:
    return [f"{span} " for span in re.findall(r"`([^`\n]+)`", page.read_text())]


def _shell_lines(page: Path) -> list[str]:
    lines = "\n".join([*code_blocks(page, "sh"), *_spans(page)])
    return lines.replace("\\\n", " ").splitlines()
