"""What goes wrong behind the API: poison on the queues, events told twice, writers that die half-way."""

import json
import uuid

import pytest
from living_hub import eventually
from mesh_hubs import last_event
from test_uploads import archive

from commandcenter.kernel.clock import SystemClock
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta
from commandcenter.mesh.commits import committed_event
from commandcenter.mesh.eventbridge import EventBridgeBus


def send_job(hub, group, body):
    queue = hub.deployed.outputs["IndexQueueUrl"]
    hub.client("sqs").send_message(
        QueueUrl=queue, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=uuid.uuid4().hex
    )


def take(hub, output):
    """Take the messages from a queue of dead letters; returns their bodies."""
    client, url = hub.client("sqs"), hub.deployed.outputs[output]
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    for message in found:
        client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in found]


@pytest.mark.parametrize("poison", ["no JSON", "[]", '{"project": "../x"}', "[" * 10_000])
def test_a_poison_job_lands_in_the_dead_letters_and_the_queue_moves_on(hub, poison):
    for name in ("poisoned", "healthy"):
        hub.register(name)
    send_job(hub, "poisoned", poison)
    # Jobs of other projects do not wait for it, and those of the same project not for long.
    assert hub.upload("healthy", archive({"a.py": f"x = {poison!r}\n"}))["state"] == "done"
    assert hub.upload("poisoned", archive({"a.py": f"x = {poison!r}\n"}))["state"] == "done"
    assert eventually(lambda: take(hub, "IndexDeadLettersUrl"), "the dead letter") == [poison]


def test_a_poison_event_lands_in_the_dead_letters(hub):
    """It has the tokens the rules ask for, but is no CloudEvent; the log of the bus does not wait for it."""
    last = last_event(hub)
    tokens = {"n": 4, "t0": "hub", "t1": "sync", "t2": "graph", "t3": "committed"}
    detail = {"tokens": tokens, "event": {"data": {"project": "healthy"}}}
    queue = hub.client("sqs").get_queue_url(QueueName=f"commandcenter-{hub.name}-link")["QueueUrl"]
    visibility = {"VisibilityTimeout": "1"}  # the template's is six times the function's time-out
    hub.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes=visibility)
    try:
        entry = {"EventBusName": hub.deployed.outputs["BusName"], "Source": "s", "DetailType": "t"}
        hub.client("events").put_events(Entries=[{**entry, "Detail": json.dumps(detail)}])
        (dead,) = eventually(lambda: take(hub, "LinkDeadLettersUrl"), "the dead letter")
        (unlogged,) = eventually(lambda: take(hub, "EventsDeadLettersUrl"), "what the log could not take")
    finally:
        hub.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "360"})
    assert json.loads(dead)["detail"] == json.loads(unlogged)["detail"] == detail
    hub.register("after-poison")
    hub.upload("after-poison", archive({"a.py": "x = 1\n"}))
    eventually(lambda: last_event(hub) > last, "the next entry of the log")


def test_a_commit_told_again_changes_nothing(hub):
    hub.register("told-twice")
    hub.upload("told-twice", archive({"a.py": "x = 1\n"}))
    with hub.parts() as parts:
        ledger, bus = parts.ledger, EventBridgeBus(hub.client("events"), hub.deployed.outputs["BusName"])
        eventually(lambda: ledger.head("told-twice").published == 1, "the event")
        header = ledger.commit("told-twice", 1).header
        settle(hub)
        before, runs = hub.kept(), hub.runs("LinkProjects")
        for _ in range(3):
            bus.publish(committed_event(hub.name, header, header.digest))
        eventually(lambda: hub.runs("LinkProjects") > runs, "the links")
        settle(hub)
    assert hub.kept() == before


def settle(hub):
    """Wait until no message is under way to the linker."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    queue = hub.client("sqs").get_queue_url(QueueName=f"commandcenter-{hub.name}-link")["QueueUrl"]

    def quiet():
        found = hub.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return all(found[name] == "0" for name in names)

    eventually(quiet, "the end of the messages")


class DiedError(Exception):
    pass


def dying(parts, step):
    """Open the hub's ledger for a writer that dies before its first operation of this name."""

    def die(name):
        if name == step:
            raise DiedError

    return Ledger(parts.ledger.objects, parts.ledger.items, snapshot_every=4, step=die)


@pytest.mark.parametrize("step", ["write", "set_head"])
def test_the_sweeper_finishes_what_a_dead_writer_left(hub, step):
    """The commit is in the bucket, the items are not all there: one sweep repairs, publishes and so links."""
    name, provided = f"left-at-{step.replace('_', '-')}", f"pkg:pypi/left-{step.replace('_', '-')}"
    hub.register(name)
    hub.register(f"{name}-user")
    needs = provided.removeprefix("pkg:pypi/")
    hub.upload(f"{name}-user", archive({"requirements.txt": f"{needs}==1\n"}))
    hub.upload(name, archive({"a.py": "x = 1\n"}))
    with hub.parts() as parts:
        root = next(iter(parts.ledger.items.get(name, [f"project:{name}"]).values())).body
        told = {**root, "props": {**root["props"], "provides": [provided]}}
        meta = Meta(SystemClock().now(), "test", "a writer that dies", "source")
        with pytest.raises(DiedError):
            dying(parts, step).submit(name, lambda _: [Change(f"project:{name}", told)], meta)
        assert parts.ledger.head(name).rev == 1
        hub.client("lambda").invoke(FunctionName=hub.function("SweepLedger"), Payload=b"{}")
        head = parts.ledger.head(name)
        assert (head.rev, head.published) == (2, 2)
        assert parts.ledger.verify(name).ok
    eventually(lambda: (f"{name}-user", "dependsOn", name) in hub.links(), "the link")


def test_commits_are_locked_and_a_forged_one_is_named(hub):
    hub.register("forged")
    for number in (1, 2):
        hub.upload("forged", archive({"a.py": f"x{number} = 1\n"}))
    bucket, key = hub.deployed.outputs["BucketName"], "commits/forged/000000000001"
    s3 = hub.client("s3")
    (version,) = s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"]
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])
    commit = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    with hub.parts() as parts:
        assert parts.ledger.verify("forged").ok
        forged = s3.put_object(Bucket=bucket, Key=key, Body=commit.replace(b"a.py", b"b.py"))
        said = parts.ledger.verify("forged")
        assert (said.ok, said.bad_rev) == (False, 1)
        s3.delete_object(Bucket=bucket, Key=key, VersionId=forged["VersionId"])
        assert parts.ledger.verify("forged").ok
