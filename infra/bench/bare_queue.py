"""The shortest way a message can take on the local stack: a queue, and a function that does nothing with it."""

import io
import json
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench_hub import BenchHub

CODE = "def handler(event, context):\n    return {'batchItemFailures': []}\n"
ROLE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}  # fmt: skip # noqa: E501
BATCH = 10


@contextmanager
def bare_queue(hub: BenchHub, runtime: str) -> Iterator[str]:
    """Make a FIFO queue that feeds a function which returns at once; yields the queue's URL."""
    name = f"bare-{uuid.uuid4().hex[:8]}"
    sqs, functions, iam = hub.aws("sqs"), hub.aws("lambda"), hub.aws("iam")
    url = sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(ROLE))["Role"]["Arn"]
    functions.create_function(
        FunctionName=name, Runtime=runtime, Role=role, Handler="app.handler", Code={"ZipFile": _packed()}
    )
    source = functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=name, BatchSize=BATCH)["UUID"]
    try:
        yield url
    finally:
        functions.delete_event_source_mapping(UUID=source)
        functions.delete_function(FunctionName=name)
        sqs.delete_queue(QueueUrl=url)


def send_and_drain(hub: BenchHub, url: str, bodies: list[str], seconds: float = 120) -> float:
    """Send messages in one group and wait until the function has taken them all; returns the seconds that took."""
    sqs, began = hub.aws("sqs"), time.perf_counter()
    for start in range(0, len(bodies), BATCH):
        entries = [_entry(start + place, body) for place, body in enumerate(bodies[start : start + BATCH])]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    while time.perf_counter() - began < seconds:
        left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        if all(left[name] == "0" for name in names):
            return time.perf_counter() - began
        time.sleep(0.02)
    raise RuntimeError(f"the bare queue was not empty after {seconds:.0f} s")


def _entry(place: int, body: str) -> dict[str, Any]:
    return {
        "Id": str(place), "MessageBody": body, "MessageGroupId": "log", "MessageDeduplicationId": uuid.uuid4().hex
    }  # fmt: skip


def _packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("app.py", CODE)
    return out.getvalue()
