"""The queue into the log: everything that waits is entered at once, and each state machine is told its places."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from commandcenter.attestation.sign import read_envelope
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.issue_attestations import append_work
from commandcenter.kernel.errors import NotFoundError

_GONE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
_logger = logging.getLogger("commandcenter.log")


def handle_entries(hub: AwsHub, event: Mapping[str, Any]) -> dict[str, Any]:
    """Enter the envelopes of an SQS batch, and answer to whoever waits; what fails as a whole comes again as a whole."""
    states = hub.client("stepfunctions")
    waiting = []
    for record in event["Records"]:
        said = json.loads(record["body"])
        try:
            for digest in said["work"]["statements"]:
                read_envelope(hub.ledger.objects, digest)
        except NotFoundError as error:
            _answer(states.send_task_failure, taskToken=said["token"], error="NotFoundError", cause=error.detail)
        else:
            waiting.append(said)
    if waiting:
        works = [said["work"] for said in waiting]
        found = append_work(works, hub.ledger.objects, hub.log_store, hub.settings.hub, hub.log_keys.signer())
        for said, places in zip(waiting, found, strict=True):
            _answer(states.send_task_success, taskToken=said["token"], output=json.dumps(places))
    return {"batchItemFailures": []}


def _answer(call: Any, **arguments: str) -> None:
    """Answer to a state machine; one that no longer waits finds the places when it asks again."""
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise
        _logger.warning("nobody waits for these entries any more")
