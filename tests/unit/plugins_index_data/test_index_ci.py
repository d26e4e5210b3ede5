"""What a pipeline's files say is told as it is: by the rules of the host, whatever else stands in them."""

import json
import time
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.model import FileFacts, SourceFile

from .conftest import Index

SHA = "8f4b7f84864484a7bf31766abe9204da3cbe65b3"
GOOD = f"""
name: checks
on: {{push: {{branches: [main]}}, pull_request: null}}
permissions: {{contents: read}}
jobs:
  test:
    runs-on: ubuntu-latest
    container: {{image: "python:3.12@sha256:{"a" * 64}"}}
    steps:
      - uses: actions/checkout@{SHA} # v5
      - uses: ./.github/actions/setup
      - uses: docker://ghcr.io/acme/tool@sha256:{"b" * 64}
      - run: |
          python -m pip install bandit pytest
          uv run --frozen pytest -q   # with coverage
      - run: bandit -r src
      - env: {{TITLE: "${{{{ github.event.pull_request.title }}}}"}}
        run: echo "$TITLE"
  release:
    permissions: {{id-token: write}}
    steps:
      - run: syft . -o cyclonedx-json > bom.json && cosign sign-blob --yes bom.json
"""
BAD = """
on: [pull_request_target]
permissions: write-all
jobs:
  a:
    continue-on-error: true
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo "${{ github.event.pull_request.title }}"
      - run: semgrep ci
"""
GITLAB = f"""
image: python:3.12
include:
  - {{project: acme/ci, file: a.yml, ref: {SHA}}}
  - {{project: acme/ci, file: b.yml, ref: main}}
  - remote: https://example.org/c.yml
  - template: Jobs/SAST.gitlab-ci.yml
  - component: gitlab.com/acme/flows/build@1.0
stages: [test]
.lint: {{allow_failure: true, script: [gosec ./...]}}
lint: {{extends: .lint, image: "alpine@sha256:{"c" * 64}"}}
test: {{script: [[pytest, cd a], !reference [.lint, script]]}}
nightly: {{only: [schedules], script: [brakeman]}}
"""
WORKFLOW = ".github/workflows/x.yml"


@pytest.fixture(scope="session")
def read(plugins: Any) -> Any:
    indexer = plugins["index-ci"].create()

    def run(path: str, text: str | bytes) -> FileFacts:
        data = text.encode() if isinstance(text, str) else text
        assert indexer.claims(path)
        facts: FileFacts = indexer.index_file(SourceFile(path, len(data), ""), data)
        json.dumps(facts.file_props, allow_nan=False).encode()
        return facts

    return run


@pytest.fixture(scope="session")
def ci(read: Any) -> Any:
    return lambda text, path=WORKFLOW: read(path, text).file_props["ci"]


def steps(*rows: Any, on: Any = "push", **more: Any) -> str:
    return json.dumps({"on": on, "jobs": {"a": {"runs-on": "x", "steps": list(rows), **more}}})


def test_a_careful_workflow(index: Index) -> None:
    found = index({WORKFLOW: GOOD}, "index-ci")
    assert found.findings() == []
    assert found.props(f"file:{WORKFLOW}")["ci"] == {
        "kind": "workflow", "provider": "github", "actions": 4, "unpinned_actions": 0, "unpinned": [],
        "default_readonly": True, "dangerous": 0, "on_change": True, "opaque": False, "calls": [".github/actions/setup"],
        "runs_tests": True, "sast": ["bandit"], "sast_blocking": True, "generates_sbom": True, "signs": True,
    }  # fmt: skip


def test_a_careless_workflow(ci: Any) -> None:
    said = ci(BAD)
    assert (said["default_readonly"], said["dangerous"], said["unpinned"]) == (False, 2, ["actions/checkout@v4"])
    assert (said["sast"], said["sast_blocking"]) == (["semgrep"], False)


hexes = st.text("0123456789abcdef", min_size=1, max_size=64)
refs = st.one_of(hexes, st.just(SHA), st.from_regex(r"v[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True), st.just("main"))


@given(refs=st.lists(refs, max_size=6))
@settings(max_examples=60, deadline=None)
def test_an_action_is_pinned_by_a_whole_commit_id_and_nothing_else(ci: Any, refs: list[str]) -> None:
    said = ci(steps(*({"uses": f"acme/tool/part@{ref}"} for ref in refs)))
    loose = [ref for ref in refs if len(ref) not in (40, 64) or set(ref) - set("0123456789abcdef")]
    assert (said["actions"], said["unpinned_actions"]) == (len(refs), len(loose))


@pytest.mark.parametrize(
    ("uses", "pinned"),
    [
        ("./.github/actions/x", True), ("acme/tool", False), ("acme/tool@", False), (f"acme/tool@{SHA[:39]}", False),
        ("docker://alpine:3", False), (f"docker://alpine@sha256:{'0' * 64}", True), (f"docker://alpine@sha256:{'0' * 63}", False),
        (f"acme/flows/.github/workflows/a.yml@{SHA}", True), ("acme/flows/.github/workflows/a.yml@main", False),
    ],
)  # fmt: skip
def test_what_is_used_by_a_job_counts_as_what_a_step_uses(ci: Any, uses: str, pinned: bool) -> None:
    by_step = ci(steps({"uses": uses}))
    by_job = ci(json.dumps({"on": "push", "jobs": {"a": {"uses": uses}}}))
    assert by_step["unpinned_actions"] == by_job["unpinned_actions"] == (not pinned)


@pytest.mark.parametrize(
    ("permissions", "readonly"),
    [
        ("read-all", True), ("write-all", False), ({}, True), ({"contents": "read"}, True), (None, False), ("", False),
        ({"contents": "read", "issues": "write"}, False), ({"contents": "none"}, True), ([], False), ({"contents": None}, False),
    ],
)  # fmt: skip
def test_default_permissions(ci: Any, permissions: Any, readonly: bool) -> None:
    body = {"on": "push", "permissions": permissions, "jobs": {}}
    assert ci(json.dumps(body))["default_readonly"] is readonly
    del body["permissions"]
    assert ci(json.dumps(body))["default_readonly"] is False


TAINTED = [
    "github.event.issue.title", "github.event.pull_request.body", "github.head_ref", "github.event.comment.body",
    "github.event.commits[0].message", "github.event.commits.*.author.name", "github.event.pull_request.head.ref",
    "github.event.pages[2].page_name", "github.event.workflow_run.head_branch", "github.event['issue']['title']",
    "toJSON(github.event)", "toJson( github )", "format('{0}', github.event.review.body)", "GitHub.Event.Issue.Title",
    "github.event.discussion.title || 'none'", "github.event.head_commit.message",
]  # fmt: skip
CLEAN = [
    "github.event.issue.number", "github.event.pull_request.head.sha", "github.sha", "github.event_name", "github.ref",
    "github.event.pull_request.base.ref", "secrets.TOKEN", "contains(github.event.issue.title, 'x')", "'github.head_ref'",
    "github.head_ref == 'main'", "matrix.github.head_ref", "github.event.commits[0].id", "runner.os", "inputs.title",
    "startsWith(github.head_ref, 'x') && 'a' || 'b'",
]  # fmt: skip


@pytest.mark.parametrize(("expression", "wrong"), [(each, 1) for each in TAINTED] + [(each, 0) for each in CLEAN])
def test_script_injection(ci: Any, expression: str, wrong: int) -> None:
    text = f"echo ${{{{ {expression} }}}}"
    assert ci(steps({"run": text}))["dangerous"] == wrong
    script = {"uses": f"actions/github-script@{SHA}", "with": {"script": text}}
    assert ci(steps(script))["dangerous"] == wrong
    assert ci(steps({"env": {"A": text}, "run": 'echo "$A"'}))["dangerous"] == 0
    assert ci(steps({"env": {"A": text}, "run": "echo ${{ env.A }}"}))["dangerous"] == wrong
    assert ci(steps({"run": "echo ${{ env.a }}"}, env={"A": text}))["dangerous"] == wrong
    assert ci(steps({"name": text, "uses": f"acme/x@{SHA}", "with": {"script": text}}))["dangerous"] == 0


HEADS = [
    "${{ github.event.pull_request.head.sha }}", "${{ github.head_ref }}", "${{github.event.workflow_run.head_sha}}",
    "refs/pull/${{ github.event.number }}/merge",
]  # fmt: skip


@pytest.mark.parametrize("ref", [*HEADS, "", "main", "${{ github.event.pull_request.base.sha }}"])
@pytest.mark.parametrize("trigger", ["pull_request_target", "workflow_run", "pull_request", "push"])
def test_a_strangers_code_with_the_rights_of_the_repository(ci: Any, ref: str, trigger: str) -> None:
    wrong = ref in HEADS and trigger in ("pull_request_target", "workflow_run")
    checkout = {"uses": f"actions/checkout@{SHA}", "with": {"ref": ref}}
    for on in (trigger, [trigger], {trigger: None}):
        assert ci(steps(checkout, on=on))["dangerous"] == wrong
        assert ci(steps({"run": "gh pr checkout 5"}, on=on))["dangerous"] == (
            trigger in ("pull_request_target", "workflow_run")
        )


@pytest.mark.parametrize(
    ("script", "blocking"),
    [
        ("bandit -r .", True), ("bandit -r . || true", False), ("bandit -r . || exit 1", True), ("bandit -r . ||:", False),
        ("bandit -r . | tee log", False), ("set -o pipefail\nbandit -r . | tee log", True), ("set +e\nbandit -r .", False),
        ("set +e\nx\nset -e\nbandit -r .", True), ("if bandit -r .; then echo; fi", False), ("bandit --exit-zero -r .", False),
        ("sudo docker run --rm -v $PWD:/src semgrep/semgrep semgrep ci", True), ("semgrep scan --config auto", False),
        ("semgrep scan --error", True), ("poetry run bandit \\\n  -r src", True), (".venv/bin/python -m bandit -r .", True),
        ("cd src && FOO=1 bandit -r .", True),
        ("uvx bandit@1.7 -r .", True),
        ("go run github.com/securego/gosec/v2/cmd/gosec@v2 ./...", True),
        ("pip install bandit", None), ("echo 'bandit -r .'", None), ("# bandit -r .", None), ('echo "x && bandit -r ."', None),
        ("bandit --version", None), ("cat bandit.log", None),
    ],
)  # fmt: skip
def test_static_analysis(ci: Any, script: str, blocking: bool | None) -> None:
    said = ci(steps({"run": script}))
    assert bool(said["sast"]) is (blocking is not None)
    assert said["sast_blocking"] is blocking
    gitlab = ci(json.dumps({"job": {"script": script.split("\n")}}), ".gitlab-ci.yml")
    if "set " not in script and "| tee" not in script:  # there each line is a script of its own, with pipefail
        assert gitlab["sast_blocking"] is blocking
    spared = ci(steps({"run": script, "continue-on-error": True}))
    assert not spared["sast_blocking"]
    assert ci(steps({"run": script, "if": False}))["sast"] == []


@given(script=st.text(st.sampled_from("ab |&;'\"\\\n#()$"), max_size=40))
@settings(max_examples=100, deadline=None)
def test_quotes_hide_and_separators_end_whatever_surrounds_them(ci: Any, script: str) -> None:
    said = ci(steps({"run": f"bandit -r .\n{script}"}))
    assert said["sast"] == ["bandit"]
    quoted = script.replace("'", "")
    assert ci(steps({"run": f"echo '{quoted} && bandit -r . ;'"}))["sast"] == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("npm test", "runs_tests"), ("go test ./...", "runs_tests"), ("cargo nextest run", "runs_tests"),
        ("./gradlew check", "runs_tests"),
        ("make -j4 test", "runs_tests"), ("coverage run -m pytest", "runs_tests"), ("npm run test:unit", "runs_tests"),
        ("syft dir:. -o spdx-json", "generates_sbom"), ("cyclonedx-py environment", "generates_sbom"),
        ("trivy fs --format cyclonedx .", "generates_sbom"), ("cosign attest --yes x", "signs"), ("gpg --detach-sign a", "signs"),
        ("npm publish --provenance", "signs"), ("npm publish", None), ("gpg --verify a", None), ("cosign verify x", None),
        ("npm ci", None), ("go build ./...", None), ("trivy fs --format table .", None), ("pip install pytest", None),
        ("echo test", None), ("cat test.py", None),
    ],
)  # fmt: skip
def test_what_a_script_does(ci: Any, script: str, what: str | None) -> None:
    said = ci(steps({"run": script}))
    assert {name for name in ("runs_tests", "generates_sbom", "signs") if said[name]} == ({what} if what else set())


def test_only_a_change_sets_off_what_counts_as_on_change(ci: Any) -> None:
    for on, expected in (
        ("schedule", False),
        ("workflow_dispatch", False),
        ("merge_group", True),
        (["push", "schedule"], True),
    ):
        assert ci(steps(on=on))["on_change"] is expected


def test_gitlab(ci: Any) -> None:
    said = ci(GITLAB, ".gitlab-ci.yml")
    assert (said["provider"], said["default_readonly"], said["dangerous"]) == ("gitlab", None, None)
    assert (said["actions"], said["unpinned_actions"]) == (6, 4)
    assert (said["sast"], said["sast_blocking"], said["runs_tests"]) == (["gitlab", "gosec"], False, True)


def test_an_own_action(ci: Any) -> None:
    text = json.dumps(
        {"runs": {"using": "composite", "steps": [{"uses": "a/b@v1"}, {"run": "bandit .", "shell": "bash"}]}}
    )
    said = ci(text, ".github/actions/check/action.yml")
    assert (said["kind"], said["unpinned_actions"], said["sast"], said["on_change"]) == ("action", 1, ["bandit"], False)


@pytest.mark.parametrize(
    ("text", "private", "days"),
    [
        ("Mail security@acme.org. We respond within 3 business days.", True, 3),
        ("Please use private vulnerability reporting.\nWe will acknowledge your report within 48 hours.", True, 2),
        ("Open an issue. Fixes are published within 90 days.", False, None),
        ("Write to https://acme.org/form; you will hear back\nwithin one week.", None, 7),
        ("See https://github.com/acme/x/security/advisories/new. Reply in 5-7 days.", True, 7),
        ("| step | time |\n|---|---|\n| Acknowledgement | 36 hours |\n| Fix | 90 days |", False, 1.5),
        ("We do not promise to respond within 5 days. Mail a@b.io", True, None),
        ("Supported for 30 days.\n\nWe respond quickly.", False, None),
        ("", False, None),
    ],
)  # fmt: skip
def test_security_policies(read: Any, text: str, private: bool | None, days: float | None) -> None:
    for path in ("SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"):
        assert read(path, text).file_props["security_policy"] == {"private_channel": private, "response_days": days}


SPELT = {
    "MIT License": "MIT", "BSD License": "", "Apache 2.0": "Apache-2.0", "Apache Software License 2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause", "MPL 2.0": "MPL-2.0",
}  # fmt: skip
KNOWN = frozenset({"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "0BSD", "Unlicense"})


def licences_of_installed_packages() -> list[tuple[str, str, bytes]]:
    """List (package, SPDX id by its metadata, licence text) of what is installed here and names one well-known licence."""
    found = []
    for package in distributions():
        said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
        spdx = SPELT.get(said, said)
        texts = [
            path
            for path in package.files or ()
            if Path(path).name.upper().split(".")[0] in ("LICENSE", "LICENCE", "COPYING")
        ]
        if spdx in KNOWN and len(texts) == 1 and (place := Path(str(package.locate_file(texts[0])))).is_file():
            found.append((package.metadata["Name"], spdx, place.read_bytes()))
    return sorted(found)


def test_licences_of_installed_packages_are_those_their_metadata_name(read: Any) -> None:
    packages = licences_of_installed_packages()
    named = {name: (read("LICENSE", text).file_props["license"]["spdx"], spdx) for name, spdx, text in packages}
    wrong = {pair for pair in named.values() if pair[0] not in (None, pair[1])}
    assert wrong <= {("MIT-0", "MIT")}, "one package calls MIT what is MIT without attribution; all others agree"
    told = sum(seen is not None for seen, _ in named.values())
    assert len(named) >= 20
    assert told >= 0.9 * len(named), [name for name, (seen, _) in named.items() if seen is None]
    assert {spdx for _, spdx in named.values()} >= {"MIT", "Apache-2.0", "BSD-3-Clause"}


COMMON = Path("/usr/share/common-licenses")


@pytest.mark.skipif(not COMMON.is_dir(), reason="no texts of licences on this machine")
@pytest.mark.parametrize(
    ("name", "spdx"),
    [("GPL-2", "GPL-2.0"), ("GPL-3", "GPL-3.0"), ("LGPL-2.1", "LGPL-2.1"), ("LGPL-3", "LGPL-3.0"), ("Apache-2.0", "Apache-2.0"),
     ("MPL-2.0", "MPL-2.0"), ("GPL-1", None), ("GFDL-1.3", None), ("Artistic", None)],
)  # fmt: skip
def test_long_licences(read: Any, name: str, spdx: str | None) -> None:
    place = COMMON / name
    if not place.is_file():
        pytest.skip(f"{name} is not among them")
    text = place.read_bytes()
    assert read("COPYING", text).file_props == {"license": {"spdx": spdx}}
    assert read("COPYING", text.replace(b"\n", b"\r\n   ").upper()).file_props == {"license": {"spdx": spdx}}


def test_two_licences_in_one_text_are_none(read: Any) -> None:
    mit, bsd = (
        next(text for _, spdx, text in licences_of_installed_packages() if spdx == wanted)
        for wanted in ("MIT", "BSD-3-Clause")
    )
    assert read("LICENSE", mit + b"\n\n" + bsd).file_props["license"]["spdx"] is None
    assert read("LICENSE.md", "All rights reserved.").file_props["license"]["spdx"] is None


def test_owners_and_update_bots(read: Any) -> None:
    owners = "# all\n* @acme/core # x\n/docs/ @ann\n/open/\n[Section] @x\n"
    assert read("CODEOWNERS", owners).file_props == {"codeowners": {"rules": 3, "all_paths": True}}
    assert read(".github/CODEOWNERS", "*\n/a @b").file_props == {"codeowners": {"rules": 2, "all_paths": False}}
    bot = "version: 2\nupdates: [{package-ecosystem: pip}, {package-ecosystem: github-actions}, 5]"
    facts = read(".github/dependabot.yml", bot)
    assert facts.file_props == {"update_bot": {"tool": "dependabot", "ecosystems": ["github-actions", "pip"]}}
    assert [fault.partial for fault in facts.faults] == [True]
    assert read("renovate.json", '{"enabled": false}').file_props["update_bot"]["enabled"] is False


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("LICENSE", True), ("license.txt", True), ("LICENSE-MIT", True), ("sub/COPYING.LESSER", True), ("LICENCE.md", True),
        ("license.py", False), ("licenses.json", False), ("node_modules/a/LICENSE", False), ("a/.github/workflows/x.yml", False),
        (".github/workflows/a/x.yml", False), (".github/workflows/x.yaml", True), ("a/.gitlab-ci.yml", False),
        ("x/SECURITY.md", False),
    ],
)  # fmt: skip
def test_claims(plugins: Any, path: str, claimed: bool) -> None:
    assert plugins["index-ci"].create().claims(path) is claimed


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    plugin = plugins["index-ci"]
    claims = yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"]
    assert all(plugin.create().claims(claim.replace("**", "x").replace("*", "")) or "/*." in claim for claim in claims)


@pytest.mark.parametrize("text", ["a: [", "- a", "5", "", "on: push", '{"jobs": 3}', "\x00"])
def test_what_is_no_workflow_is_a_finding(index: Index, text: str) -> None:
    found = index({WORKFLOW: text}, "index-ci")
    assert len(found.findings()) == 1
    assert "ci" not in found.props(f"file:{WORKFLOW}")


@pytest.mark.parametrize(
    "script",
    ["${{" * 300_000, "'" * 900_001, '"\\' * 400_000, "git fetch " * 90_000, "go a " * 150_000, "A=1 " * 200_000,
     "gpg -" + "b" * 900_000, "a|" * 400_000, "docker run " * 80_000, "#" * 900_000, "${{ a== " * 100_000],
)  # fmt: skip
def test_a_long_script_takes_no_longer_than_its_length(ci: Any, script: str) -> None:
    begun = time.process_time()
    ci(steps({"run": script}, on="pull_request_target"))
    ci(json.dumps({"a": {"script": script}}), ".gitlab-ci.yml")
    assert time.process_time() - begun < 15


@pytest.mark.parametrize(
    "text", ["\n" * 900_000, "a@" * 400_000, "within 1 " * 100_000, "no " * 300_000, "respond 9" * 90_000]
)
def test_a_long_policy_takes_no_longer_than_its_length(read: Any, text: str) -> None:
    begun = time.process_time()
    read("SECURITY.md", text)
    read("LICENSE", text)
    assert time.process_time() - begun < 15
