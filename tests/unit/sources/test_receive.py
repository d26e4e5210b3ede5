import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnauthenticatedError, UnavailableError
from commandcenter.plugins.loader import find_plugins
from commandcenter.sources.headers import Headers
from commandcenter.sources.memory import MemoryDeliveries, MemoryJobs
from commandcenter.sources.model import IndexJob, Registration
from commandcenter.sources.receive import Outcome, receive_push
from commandcenter.sources.signatures import sign_push

PLUGIN = next(p for p in find_plugins([Path(__file__).parents[3] / "plugins"]) if p.id == "source-generic").create()


class Hub:
    """One hub that knows acme/shop and acme/bank, with a queue that can be made to fail."""

    def __init__(self):
        self.clock = FixedClock()
        self.deliveries = MemoryDeliveries(self.clock)
        self.queue = MemoryJobs()
        self.down = False
        self.secrets = {"s/shop": [b"new", b"old"], "s/bank": [b"bank"], "s/empty": []}
        self.known = {
            name: Registration(name, "generic", f"acme/{name}", f"https://git.example/{name}", f"s/{name}")
            for name in ("shop", "bank", "empty")
        }

    def put(self, job):
        if self.down:
            raise UnavailableError("down")
        self.queue.jobs.append(job)

    def find(self, kind, full_name):
        return self.known.get(full_name.removeprefix("acme/")) if kind == "generic" else None

    def receive(self, headers, body, **more):
        return receive_push(
            PLUGIN,
            Headers.of(headers),
            body,
            registrations=self.find,
            secrets=lambda name: self.secrets.get(name, []),
            deliveries=self.deliveries,
            queue=self,
            clock=self.clock,
            **more,
        )

    def push(self, repository="acme/shop", secret=b"new", delivery="d-1", **message):
        body = json.dumps({"repository": repository, "ref": "refs/heads/main", "default_branch": "main"} | message)
        return self.receive(sign_push(secret, body.encode(), self.clock.now(), delivery), body.encode())


def test_a_push_becomes_one_job_for_the_refs_present_tip():
    hub = Hub()
    outcome = hub.push(after="a" * 40)
    job = hub.queue.jobs[0]
    assert outcome == Outcome(202, duplicate=False, job=job)
    assert (job.project, job.url, job.ref) == ("shop", "https://git.example/shop", "HEAD")
    assert "a" * 40 not in json.dumps(job.to_json())
    assert IndexJob.from_json(json.loads(json.dumps(job.to_json()))) == job


def test_a_known_delivery_is_accepted_without_a_second_job():
    hub = Hub()
    hub.push()
    assert hub.push() == Outcome(202, duplicate=True)
    assert len(hub.queue.jobs) == 1


def test_two_repositories_may_choose_the_same_delivery_id():
    hub = Hub()
    hub.push()
    assert hub.push(repository="acme/bank", secret=b"bank").duplicate is False
    assert [job.project for job in hub.queue.jobs] == ["shop", "bank"]


def test_a_delivery_is_recorded_only_once_its_job_is_queued():
    hub = Hub()
    hub.down = True
    with pytest.raises(UnavailableError):
        hub.push()
    hub.down = False
    assert hub.push().duplicate is False
    assert len(hub.queue.jobs) == 1


@pytest.mark.parametrize(("secret", "accepted"), [(b"new", True), (b"old", True), (b"older", False)])
def test_all_secrets_of_a_rotation_are_tried(secret, accepted):
    hub = Hub()
    if accepted:
        assert hub.push(secret=secret).status == 202
    else:
        with pytest.raises(UnauthenticatedError):
            hub.push(secret=secret)


def test_unknown_repository_bad_signature_and_missing_secret_look_alike():
    hub = Hub()
    problems = []
    for repository, secret in [("acme/none", b"new"), ("acme/shop", b"bad"), ("acme/empty", b"x")]:
        with pytest.raises(UnauthenticatedError) as error:
            hub.push(repository=repository, secret=secret)
        problems.append(error.value.problem())
    assert problems[0] == problems[1] == problems[2]
    assert hub.queue.jobs == []


def test_the_dummy_secret_opens_nothing():
    from commandcenter.sources import receive

    hub = Hub()
    for repository in ("acme/none", "acme/empty"):
        with pytest.raises(UnauthenticatedError):
            hub.push(repository=repository, secret=receive._DUMMY_SECRET)


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({"ref": "refs/tags/v1"}, 200),
        ({"deleted": True}, 200),
        ({"ref": "refs/heads/other"}, 204),
        ({"ref": "refs/heads/other", "default_branch": "other"}, 202),
    ],
)
def test_only_the_followed_branch_is_indexed(message, status):
    hub = Hub()
    outcome = hub.push(**message)
    assert (outcome.status, len(hub.queue.jobs)) == (status, 1 if status == 202 else 0)


def test_a_registration_may_follow_another_branch():
    hub = Hub()
    hub.known["shop"] = Registration("shop", "generic", "acme/shop", "https://x", "s/shop", ref="refs/heads/dev")
    assert hub.push().status == 204
    assert hub.push(ref="refs/heads/dev", delivery="d-2").job.ref == "refs/heads/dev"


def test_size_is_checked_before_anything_else():
    with pytest.raises(TooLargeError):
        Hub().receive({}, b"x" * (1024 * 1024 + 1))
    with pytest.raises(TooLargeError):
        Hub().receive({}, b"xx", max_body=1)


def test_a_malformed_body_is_invalid_input_and_tells_nothing_of_registrations():
    with pytest.raises(InvalidInputError):
        Hub().receive({}, b"{")


def test_a_delivery_is_forgotten_after_thirty_days():
    hub = Hub()
    hub.push()
    hub.clock.advance(timedelta(days=30).total_seconds() + 1)
    assert hub.push().duplicate is False


@given(st.lists(st.tuples(st.sampled_from(["shop", "bank"]), st.integers(0, 3), st.booleans()), max_size=12))
@settings(max_examples=50)
def test_whatever_is_retried_each_delivery_makes_one_job(steps):
    hub, expected = Hub(), []
    for name, number, down in steps:
        hub.down = down
        key = (name, number)
        try:
            outcome = hub.push(repository=f"acme/{name}", secret=hub.secrets[f"s/{name}"][0], delivery=f"d-{number}")
        except UnavailableError:
            assert down
            assert key not in expected
            continue
        assert outcome.duplicate == (key in expected)
        if key not in expected:
            expected.append(key)
    assert [job.project for job in hub.queue.jobs] == [name for name, _ in expected]


JOB = IndexJob("p", "github", "https://x/y", "HEAD", None, "d", "webhook:github", datetime(2026, 1, 1, tzinfo=UTC))


@given(
    st.builds(
        IndexJob,
        project=st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
        source=st.text(max_size=9),
        url=st.text(max_size=9),
        ref=st.text(max_size=9),
        credentials=st.none() | st.text(max_size=9),
        delivery=st.text(max_size=9),
        requested_by=st.text(max_size=9),
        at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
            lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
        ),
    )
)
@settings(max_examples=50)
def test_a_job_survives_json(job):
    assert IndexJob.from_json(json.loads(json.dumps(job.to_json()))) == job


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"project": 1}, "/project"),
        ({"extra": "x"}, "/extra"),
        ({"ref": None}, "/ref"),
        ({"credentials": 5}, "/credentials"),
    ],
)
def test_a_bad_job_is_refused_with_the_place(change, pointer):
    with pytest.raises(InvalidInputError) as error:
        IndexJob.from_json(JOB.to_json() | change)
    assert error.value.pointer == pointer


@pytest.mark.parametrize("body", [None, [], {}, {"project": "p"}, JOB.to_json() | {"at": "soon"}])
def test_what_is_no_job_is_refused(body):
    with pytest.raises(InvalidInputError):
        IndexJob.from_json(body)


def test_the_memory_queue_drops_a_second_copy():
    queue = MemoryJobs()
    queue.put(JOB)
    queue.put(JOB)
    assert queue.jobs == [JOB]
