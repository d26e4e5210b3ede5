"""Workflows and composite actions of GitHub.

Source: docs.github.com, "Workflow syntax for GitHub Actions".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from commandcenter.indexing.documents import DocumentError, load_yaml
from commandcenter.indexing.shapes import Shape

from .pipeline import Pipeline
from .strangers import fetches_head, injects, names_head, tainted_names

_CHANGES = frozenset({"push", "pull_request", "pull_request_target", "merge_group"})
_PRIVILEGED = frozenset({"pull_request_target", "workflow_run"})
_SCRIPTS = "actions/github-script"
_NEVER = (False, "false", "${{ false }}")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Know what a step inherits."""

    pipeline: Pipeline
    privileged: bool
    tainted: frozenset[str] = frozenset()
    tolerated: bool = False
    shell: str = ""


def read_workflow(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:
    """Read one workflow; raises DocumentError for what is none."""
    document = _open(data, wrong)
    if not isinstance(document.get("jobs").value, dict):
        raise DocumentError("a workflow has jobs")
    triggers = set(_triggers(document.get("on")))
    pipeline = Pipeline("github", _is_readonly(document.get("permissions").value), dangerous=0)
    pipeline.on_change = not _CHANGES.isdisjoint(triggers)
    around = _Surroundings(pipeline, not _PRIVILEGED.isdisjoint(triggers), shell=_shell(document))
    around = _within(around, document)
    for job in document.get("jobs").values():
        _read_job(job, around)
    return {"ci": {"kind": "workflow", **pipeline.props()}}


def read_action(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:
    """Read one action of the repository's own; it runs with the rights of whoever uses it. Raises DocumentError."""
    runs = _open(data, wrong).get("runs")
    pipeline = Pipeline("github", dangerous=0, on_change=False)
    image = runs.get("image").text()
    if image.startswith("docker://"):
        pipeline.use_image(image.removeprefix("docker://"))
    for step in runs.get("steps").rows():
        _read_step(step, _Surroundings(pipeline, privileged=False))
    return {"ci": {"kind": "action", **pipeline.props()}}


def _open(data: bytes, wrong: Callable[[str], None]) -> Shape:
    document = load_yaml(data)
    if not isinstance(document, dict):
        raise DocumentError("expected an object")
    return Shape(document, lambda reason, at: wrong(f"{reason} at {at}"))


def _triggers(on: Shape) -> Iterator[str]:
    if isinstance(on.value, str):
        yield on.value
    elif isinstance(on.value, list):
        yield from on.texts()
    else:
        yield from on.names()


def _is_readonly(permissions: Any) -> bool:
    """Say whether what stands at the top grants nothing but reading; what is not said may grant all."""
    if isinstance(permissions, dict):
        return all(value in ("read", "none") for value in permissions.values())
    return bool(permissions == "read-all")


def _read_job(job: Shape, outer: _Surroundings) -> None:
    if job.get("if").value in _NEVER:
        return
    around = _within(outer, job)
    called = job.get("uses").text()
    if called:
        _use(called, around)
        around.pipeline.opaque |= not called.startswith("./")
    _use_container(job.get("container"), around.pipeline)
    for service in job.get("services").values():
        _use_container(service, around.pipeline)
    for step in job.get("steps").rows():
        _read_step(step, around)


def _within(outer: _Surroundings, inner: Shape) -> _Surroundings:
    """Add what a workflow, a job or a step sets for what it holds."""
    env = {name: _text(value) for name, value in _members(inner.get("env")).items()}
    goes_on = inner.get("continue-on-error").value not in (None, False)
    return _Surroundings(
        outer.pipeline, outer.privileged, tainted_names(env, outer.tainted), outer.tolerated or goes_on,
        _shell(inner) or outer.shell,
    )  # fmt: skip


def _shell(shape: Shape) -> str:
    defaults = shape.get("defaults")
    return shape.get("shell").text() or (defaults.at("run", "shell").text() if defaults.value else "")


def _use_container(container: Shape, pipeline: Pipeline) -> None:
    image = container.value if isinstance(container.value, str) else container.get("image").text()
    pipeline.use_image(str(image or ""))


def _read_step(step: Shape, outer: _Surroundings) -> None:
    if step.get("if").value in _NEVER:
        return
    around = _within(outer, step)
    pipeline = around.pipeline
    settings = {name.lower(): _text(value) for name, value in _members(step.get("with")).items()}
    used, script = step.get("uses").text(), step.get("run").text()
    if used:
        name = _use(used, around, settings)
        script = settings.get("script", "") if name == _SCRIPTS else ""
        if around.privileged and name == "actions/checkout" and _checks_head_out(settings, around):
            _count_danger(pipeline)
    else:
        pipeline.see_script(script, tolerated=around.tolerated, pipefail=around.shell == "bash")
        if around.privileged and fetches_head(script):
            _count_danger(pipeline)
    if injects(script, around.tainted):
        _count_danger(pipeline)


def _checks_head_out(settings: dict[str, str], around: _Surroundings) -> bool:
    asked = f"{settings.get('ref', '')} {settings.get('repository', '')}"
    return names_head(asked) or injects(asked, around.tainted)


def _count_danger(pipeline: Pipeline) -> None:
    pipeline.dangerous = (pipeline.dangerous or 0) + 1


def _use(used: str, around: _Surroundings, settings: dict[str, str] | None = None) -> str:
    """Count an action or a workflow that is used; returns its name without the ref, in lower case."""
    pipeline = around.pipeline
    name, _, ref = used.strip().partition("@")
    if used.startswith("docker://"):
        pipeline.use_image(used.removeprefix("docker://"))
    elif used.startswith("./"):
        pipeline.actions += 1
        pipeline.calls.add(used.removeprefix("./")[:300])
    else:
        pipeline.use(name, ref)
    pipeline.see_action(name.lower(), settings or {}, tolerated=around.tolerated)
    return name.lower()


def _members(shape: Shape) -> dict[str, Shape]:
    """Return the members of an object; an expression that stands for one has none."""
    return {} if isinstance(shape.value, str) else dict(shape.items())


def _text(shape: Shape) -> str:
    value = shape.value
    return str(value).lower() if isinstance(value, bool) else shape.text()
