"""What a pipeline does, gathered step by step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.indexing.names import excerpt

from .commands import OPAQUE, SBOM, SIGNS, TESTS, analyses, find_commands

MAX_LISTED = 20
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$", re.IGNORECASE)
SAST_ACTIONS: Mapping[str, str] = {
    "github/codeql-action/analyze": "codeql",
    "returntocorp/semgrep-action": "semgrep",
    "semgrep/semgrep-action": "semgrep",
    "pycqa/bandit-action": "bandit",
    "securego/gosec": "gosec",
    "sonarsource/sonarqube-scan-action": "sonar",
    "sonarsource/sonarcloud-github-action": "sonar",
    "crytic/slither-action": "slither",
    "checkmarx/ast-github-action": "checkmarx",
    "veracode/veracode-pipeline-scan-action": "veracode",
    "microsoft/devskim-action": "devskim",
    "ajinabraham/njsscan-action": "njsscan",
}
_SBOM_ACTIONS = re.compile(r"anchore/sbom-action|cyclonedx/gh-[\w-]+|advanced-security/(sbom|spdx)[\w-]*")
_SIGN_ACTIONS = re.compile(
    r"slsa-framework/slsa-github-generator|actions/attest(-[\w-]+)?|sigstore/gh-action-sigstore-python"
)


@dataclass(slots=True)
class Pipeline:
    """Gather what the steps of one file do.

    Args:
        default_readonly: Whether a job that asks for nothing may only read; None where the file cannot tell.
        dangerous: Steps by which a stranger's input gets at the pipeline's rights; None where nobody looked.
        on_change: Whether a change of the code sets it off.
        opaque: Whether it runs what stands elsewhere, so that a tool not seen may run all the same.
    """

    provider: str
    default_readonly: bool | None = None
    dangerous: int | None = None
    on_change: bool = True
    opaque: bool = False
    actions: int = 0
    unpinned: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    sast: dict[str, bool] = field(default_factory=dict)
    runs_tests: bool = False
    generates_sbom: bool = False
    signs: bool = False

    def use_image(self, name: str) -> None:
        """Count an image; one without a digest is not pinned."""
        if name:
            self._use(f"docker://{name}", pinned=_DIGEST.search(name) is not None)

    def use(self, name: str, ref: str) -> None:
        """Count something of others that is run at a ref; only a commit's id pins it."""
        self._use(f"{name}@{ref}" if ref else name, pinned=_COMMIT.fullmatch(ref) is not None)

    def see_action(self, name: str, settings: Mapping[str, str], *, tolerated: bool) -> None:
        """Take in what a known action does; `name` is without its ref and in lower case."""
        tool = SAST_ACTIONS.get(name)
        if name.startswith("snyk/actions") and settings.get("command", "").startswith("code"):
            tool = "snyk"
        if tool:
            self.see_sast(tool, blocking=not tolerated)
        owner_and_name = "/".join(name.split("/")[:2])
        built = name == "docker/build-push-action" and settings.get("sbom", "false") not in ("", "false")
        scanned = name == "aquasecurity/trivy-action" and settings.get("format", "").startswith(("cyclonedx", "spdx"))
        self.generates_sbom |= built or scanned or _SBOM_ACTIONS.fullmatch(owner_and_name) is not None
        self.signs |= _SIGN_ACTIONS.fullmatch(owner_and_name) is not None

    def see_script(self, script: str, *, tolerated: bool, pipefail: bool = False) -> None:
        """Take in what a shell script does."""
        for command in find_commands(script, pipefail=pipefail):
            self.runs_tests |= TESTS.match(command.text) is not None
            self.generates_sbom |= SBOM.match(command.text) is not None
            self.signs |= SIGNS.match(command.text) is not None
            self.opaque |= OPAQUE.match(command.text) is not None
            for tool, blocking in analyses(command):
                self.see_sast(tool, blocking=blocking and not tolerated)

    def see_sast(self, tool: str, *, blocking: bool) -> None:
        """Note a tool for static analysis; it blocks when one of its runs does."""
        self.sast[tool] = self.sast.get(tool, False) or blocking

    def props(self) -> dict[str, Any]:
        """Write it as the property `ci` of the file."""
        return {
            "provider": self.provider, "actions": self.actions, "unpinned_actions": len(self.unpinned),
            "unpinned": sorted(set(self.unpinned))[:MAX_LISTED], "default_readonly": self.default_readonly,
            "dangerous": self.dangerous, "on_change": self.on_change, "opaque": self.opaque,
            "calls": sorted(self.calls)[:MAX_LISTED], "runs_tests": self.runs_tests, "sast": sorted(self.sast),
            "sast_blocking": any(self.sast.values()) if self.sast else None,
            "generates_sbom": self.generates_sbom, "signs": self.signs,
        }  # fmt: skip

    def _use(self, name: str, *, pinned: bool) -> None:
        self.actions += 1
        if not pinned:
            self.unpinned.append(excerpt(name, 200))
