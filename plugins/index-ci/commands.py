"""Cut shell scripts into commands and see which of them test, analyse, list parts or sign."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARTS = re.compile(
    r"(?P<kept>'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.)|(?P<comment>(?<![^\s;&|])#[^\n]*)|(?P<cut>\|\||&&|[;|\n])"
    r"|[^'\"\\#;&|\n]+|.",
    re.DOTALL,
)
_MAX = 2_000
"""Characters of a command that are looked at."""
_WRAPPER = re.compile(
    r"(?:(?:sudo|env|time|exec|command|then|do|else|npx|bunx|pnpx|uvx|xvfb-run|coverage run|pipx run|poetry run|uv run|pdm run"
    r"|hatch run|rye run|pipenv run|bundle exec|yarn dlx|pnpm dlx|pnpm exec|npm exec|go run|python[\d.]* -m|-m|--)(?=\s)"
    r"|[A-Za-z_]\w*=\S*|-\S+)\s+"
)
_ASKS = re.compile(r"(?:if|while|until|!)\s+")
_CONTAINER = re.compile(r"(?:docker|podman) (?:container )?run\s")
_HARMLESS = re.compile(r"(?:true|:|exit 0|echo\b.*|printf\b.*)")
_NO_FAULT = re.compile(r"--exit-zero\b|-no-fail\b|--no-exit-on-warn\b|--soft-fail\b|--no-error-on-unmatched")

TESTS = re.compile(
    r"(?:py\.?test|tox|nox|unittest|trial|jest|vitest|mocha|ava|karma|rspec|phpunit|ctest|playwright test|cypress run|prove"
    r"|(?:npm|pnpm|yarn|bun|deno)(?: run)? (?:t|tst|test[\w:.-]*)|(?:go|cargo|dotnet|swift|mix|bazel|forge|zig build|stack"
    r"|cabal|rake|sbt|flutter|dart|anchor|truffle|hardhat) (?:\S+ )*?test|cargo (?:nextest|llvm-cov)|gotestsum"
    r"|mvnw? (?:.* )?(?:test|verify|install|package)|gradlew? (?:.* )?(?:test|check|build)"
    r"|(?:make|just|task) (?:.* )?(?:test|check)[\w-]*)"
    r"(?=\s|$)"
)
SAST = {
    "bandit": re.compile(r"bandit(?=\s|$)"),
    "brakeman": re.compile(r"brakeman(?=\s|$)"),
    "codeql": re.compile(r"codeql database analyze\b"),
    "flawfinder": re.compile(r"flawfinder\s"),
    "gosec": re.compile(r"gosec(?=\s|$)"),
    "horusec": re.compile(r"horusec start\b"),
    "mythril": re.compile(r"myth(?:ril)? (?:.* )?analyze\b"),
    "njsscan": re.compile(r"njsscan\s"),
    "semgrep": re.compile(r"(?:semgrep|opengrep)(?=\s|$)"),
    "slither": re.compile(r"slither\s"),
    "snyk": re.compile(r"snyk code test\b"),
    "sonar": re.compile(r"sonar-scanner(?=\s|$)|dotnet sonarscanner end\b|(?:mvnw?|gradlew?) (?:.* )?sonar(?=[\s:]|$)"),
}
SBOM = re.compile(
    r"(?:syft|cdxgen|cyclonedx[\w-]*|spdx-sbom-generator|sbom-tool generate|bom generate)(?=\s|$)|(?:npm|docker|cargo) sbom\b"
    r"|cargo cyclonedx\b|(?:trivy|grype|osv-scanner)\s.*\b(?:cyclonedx|spdx)|(?:mvnw?|gradlew?) (?:.* )?cyclonedx"
    r"|docker buildx?\s.*--sbom\b|go-licenses-sbom\b"
)
SIGNS = re.compile(
    r"cosign (?:sign|sign-blob|attest|attest-blob)\b|sigstore sign\b|notation sign\b|minisign -S|signify -S"
    r"|gpg2?\s(?:.*\s)?(?:--(?:detach-sign|clearsign|clear-sign|sign)|-\w*b\w*)(?=\s|$)|npm publish\s.*--provenance\b"
    r"|docker buildx?\s.*--provenance\b|in-toto-(?:run|record)\b"
)
OPAQUE = re.compile(
    r"(?:make|just|task|tox|nox|pre-commit|mvnw?|gradlew?|rake|earthly|dagger|bazel|ant|invoke|inv|hatch|nix)(?=\s|$)"
    r"|(?:npm|pnpm|yarn|bun|deno|pdm|poe|composer|mage) (?:run |task |exec )?(?!install|ci\b|add|i\b|--version|config|cache)\S"
    r"|(?:bash|sh|zsh|source|\.|python[\d.]*|node|ruby|pwsh)\s+(?!-[cV]|--version)\S|\S+\.(?:sh|py|ps1|rb|js)(?=\s|$)"
)
"""Commands that run what stands elsewhere: a tool not seen in the pipeline may be in there."""


class Command(NamedTuple):
    """Hold one command of a script without wrappers, and whether the script goes on when it fails."""

    text: str
    tolerated: bool


def find_commands(script: str, *, pipefail: bool = False) -> Iterator[Command]:
    """Cut a script into commands."""
    pipefail = pipefail or "pipefail" in script
    lenient = False
    parts = list(_cut(script.replace("\\\r\n", " ").replace("\\\n", " ")))
    for at, (text, end) in enumerate(parts):
        lenient = (lenient or text.startswith("set +e")) and not text.startswith("set -e")
        follows = parts[at + 1][0] if at + 1 < len(parts) else ""
        spared = (end == "||" and _HARMLESS.fullmatch(follows)) or (end == "|" and not pipefail)
        asks = _ASKS.match(text)
        plain = _bare(text[asks.end() :] if asks else text)
        for each in _alternatives(plain):
            yield Command(each, lenient or bool(spared or asks) or _NO_FAULT.search(each) is not None)


def analyses(command: Command) -> Iterator[tuple[str, bool]]:
    """Yield (name of a tool for static analysis, whether what it finds stops the pipeline)."""
    for tool, pattern in SAST.items():
        if pattern.match(command.text) and not re.search(r"\s(--version|--help)\b", command.text):
            soft = tool == "semgrep" and not re.search(r"\sci\b|--error\b", command.text)
            yield tool, not command.tolerated and not soft


def _cut(script: str) -> Iterator[tuple[str, str]]:
    """Yield (command, what separates it from the next); quotes are left whole."""
    words: list[str] = []
    for part in _PARTS.finditer(script):
        if part["cut"]:
            yield "".join(words).strip()[:_MAX], part["cut"]
            words = []
        elif not part["comment"]:
            words.append(part[0])
    yield "".join(words).strip()[:_MAX], ""


def _bare(text: str) -> str:
    """Drop wrappers and the folder of the program."""
    while True:
        found = _WRAPPER.match(text)
        plain = text[found.end() :] if found else _named(text)
        if plain == text:
            return text
        text = plain


def _named(text: str) -> str:
    name, _, rest = text.partition(" ")
    program = name.strip("()\"'").rpartition("/")[2].partition("@")[0]
    return f"{program} {rest.strip()}".strip()


def _alternatives(text: str) -> Iterator[str]:
    """Yield a command, and what one that runs a container may run in it: an image is named after its program."""
    yield text
    if _CONTAINER.match(text):
        words = text.split()
        for at in range(2, min(len(words), 60)):
            yield _named(" ".join([words[at].rpartition("/")[2].partition(":")[0], *words[at + 1 :]]))
