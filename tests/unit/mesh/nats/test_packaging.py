"""The container and the unit use options and variables that the command has, and hold no secret."""

import configparser
import json
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from commandcenter.cli.bridge import bridge, nats_bridge

FOLDER = Path(__file__).parents[4] / "infra" / "bridge"
OPTIONS = {name for parameter in nats_bridge.params for name in parameter.opts}


def variables():
    """Name the variables that the options are read from."""
    return {option.envvar for option in nats_bridge.params}


def unit():
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(FOLDER / "commandcenter-bridge.service")
    return parser


def options_in(words):
    return {word for word in words if word.startswith("--")}


def settings():
    lines = (line.lstrip("# ") for line in (FOLDER / ".env.example").read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def test_the_unit_starts_the_command_with_options_it_has():
    service = unit()["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[1:3] == ["bridge", "nats"]
    assert options_in(words) == {"--key", "--passphrase-file", "--health-port"}
    assert options_in(words) <= OPTIONS


def test_the_unit_is_hardened_and_starts_again():
    service = unit()["Service"]
    assert service["DynamicUser"] == service["NoNewPrivileges"] == service["ProtectHome"] == "yes"
    assert (service["ProtectSystem"], service["Restart"]) == ("strict", "always")
    text = (FOLDER / "commandcenter-bridge.service").read_text()
    assert re.findall(r"^LoadCredential=(\w+):", text, re.MULTILINE) == ["key", "passphrase"]


def test_the_container_starts_the_command_with_options_it_has():
    text = (FOLDER / "Dockerfile").read_text()
    entry = json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", text, re.MULTILINE)[1])
    assert entry[1:3] == ["bridge", "nats"]
    assert options_in(entry) <= OPTIONS
    check = json.loads(re.search(r"^  CMD (\[.*\])$", text, re.MULTILINE)[1])
    assert f":{entry[-1]}/healthz" in check[-1]
    compile(check[-1], "HEALTHCHECK", "exec")


def test_the_container_runs_as_nobody_in_particular_and_copies_sources_only():
    text = (FOLDER / "Dockerfile").read_text()
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["10001"]
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == {"pyproject.toml", "README.md", "LICENSE", "layers/core/python"}


def test_the_example_settings_are_variables_the_command_reads_and_no_secrets():
    assert set(settings()) <= variables()
    assert all(settings().values())
    assert "COMMANDCENTER_PASSPHRASE" not in settings()


def test_the_example_settings_are_taken_by_the_command():
    result = CliRunner(env=settings()).invoke(bridge, ["nats"])
    assert result.exception.detail == "/run/bridge/passphrase cannot be read"
