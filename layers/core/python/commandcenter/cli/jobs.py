"""Wait for a hub's job, and say how it went."""

import time
from collections.abc import Mapping
from typing import Any

from commandcenter.cli.connection import HubClient
from commandcenter.cli.render import progress_bar
from commandcenter.kernel.errors import ProblemError, UnavailableError

SECONDS = 300.0


class JobFailedError(ProblemError):
    title, slug = "The job failed", "job-failed"


def wait_for_job(client: HubClient, project: str, job: str, seconds: float = SECONDS) -> Mapping[str, Any]:
    """Return the record of a job once it is done; raises JobFailedError with the hub's reason, UnavailableError in the end."""
    deadline = time.monotonic() + seconds
    with progress_bar() as bar:
        bar.add_task(f"the hub indexes {project}", total=None)
        while time.monotonic() < deadline:
            record: Mapping[str, Any] = client.call("GET", f"/v1/projects/{project}/jobs/{job}")
            if record["state"] == "done":
                return record
            if record["state"] == "failed":
                raise JobFailedError(f"{project}: {record['detail']}")
            time.sleep(0.25)
    raise UnavailableError(f"job {job} of {project} is still waiting after {seconds:.0f} s; see commandcenter logs")
