"""Pipelines of GitLab.

Source: docs.gitlab.com, "CI/CD YAML syntax reference". Nothing is said of the job token's rights: they are set elsewhere.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from commandcenter.indexing.documents import DocumentError, load_yaml_all
from commandcenter.indexing.shapes import Shape

from .pipeline import Pipeline

MAX_PARENTS = 10
_NO_JOBS = frozenset(
    ("default", "include", "stages", "variables", "workflow", "image", "services", "before_script", "after_script", "cache",
     "spec")
)  # fmt: skip
_SAST = re.compile(r"(?:^|/)(?:Jobs/|Security/)?SAST(?:\.latest)?\.gitlab-ci\.yml$|/components/sast/", re.IGNORECASE)
_SCRIPTS = ("before_script", "script", "after_script")


def read_gitlab(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:
    """Read `.gitlab-ci.yml`; what it includes is counted, not followed. Raises DocumentError."""
    found = [document for document in load_yaml_all(data) if isinstance(document, dict)]
    if not found:
        raise DocumentError("expected an object")
    document = Shape(found[-1], lambda reason, at: wrong(f"{reason} at {at}"))
    pipeline = Pipeline("gitlab")
    for include in _listed(document.get("include")):
        _include(include, pipeline)
    for holder in (document, document.get("default")):
        _use_images(holder, pipeline)
        _see_scripts(holder, pipeline, tolerated=False)
    jobs = {name: job for name, job in document.items() if isinstance(job.value, dict) and name not in _NO_JOBS}
    for name, job in jobs.items():
        if not name.startswith("."):
            _read_job(_merged(job, jobs), pipeline)
    return {"ci": {"kind": "pipeline", **pipeline.props()}}


def _listed(shape: Shape) -> Iterator[Shape]:
    if isinstance(shape.value, list):
        yield from shape.rows()
    elif shape.value is not None:
        yield shape


def _include(include: Shape, pipeline: Pipeline) -> None:
    """Count what is included from elsewhere: only a commit's id, or a digest of the text, pins it."""
    if isinstance(include.value, str):
        if include.value.startswith(("http://", "https://")):
            pipeline.use(include.value, "")
        pipeline.opaque = True
        return
    named = include.get("template").text() or include.get("component").text()
    if _SAST.search(named):
        pipeline.see_sast("gitlab", blocking=False)  # its jobs are allowed to fail
    if include.get("project").value is not None:
        pipeline.use(include.get("project").text(), include.get("ref").text())
    elif include.get("component").value is not None:
        name, _, ref = include.get("component").text().rpartition("@")
        pipeline.use(name, ref)
    elif include.get("remote").value is not None:
        pipeline.use(include.get("remote").text(), _sha256(include.get("integrity").text()))
    pipeline.opaque = pipeline.opaque or include.get("template").value is None


def _sha256(integrity: str) -> str:
    """Turn the digest of a text, `sha256-<base64>`, into hex; "" where there is none."""
    try:
        return base64.b64decode(integrity.removeprefix("sha256-"), validate=True).hex()
    except ValueError:
        return ""


def _merged(job: Shape, jobs: Mapping[str, Shape]) -> Shape:
    """Lay a job over the jobs it extends."""
    for _ in range(MAX_PARENTS):
        extends = job.get("extends")
        names = [extends.value] if isinstance(extends.value, str) else extends.texts()
        if not names:
            break
        rest = {key: value for key, value in (job.value or {}).items() if key != "extends"}
        base: dict[str, Any] = {}
        for name in names:
            base |= jobs[name].value if name in jobs and isinstance(jobs[name].value, dict) else {}
        job = Shape({**base, **rest}, lambda _reason, _at: None)
    return job


def _read_job(job: Shape, pipeline: Pipeline) -> None:
    _use_images(job, pipeline)
    if job.get("trigger").value is not None:
        pipeline.opaque = True
    tolerated = job.get("allow_failure").value not in (None, False) or job.get("when").value == "manual"
    if not _is_scheduled(job):
        _see_scripts(job, pipeline, tolerated=tolerated)


def _is_scheduled(job: Shape) -> bool:
    only = job.get("only")
    names = [only.value] if isinstance(only.value, str) else only.value if isinstance(only.value, list) else []
    return bool(names) and set(map(str, names)) <= {"schedules", "web", "api", "triggers"}


def _use_images(holder: Shape, pipeline: Pipeline) -> None:
    for each in (holder.get("image"), *_listed(holder.get("services"))):
        name = each.value if isinstance(each.value, str) else each.get("name").text()
        pipeline.use_image(str(name or ""))


def _see_scripts(holder: Shape, pipeline: Pipeline, *, tolerated: bool) -> None:
    for name in _SCRIPTS:
        for line in _lines(holder.get(name)):
            pipeline.see_script(line, tolerated=tolerated or name == "after_script", pipefail=True)


def _lines(shape: Shape, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a script, which may hold lists of lines."""
    if isinstance(shape.value, list) and depth < MAX_PARENTS:
        for row in shape.rows():
            yield from _lines(row, depth + 1)
    elif not isinstance(shape.value, list | dict):
        yield shape.text()
