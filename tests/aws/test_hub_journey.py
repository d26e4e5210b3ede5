"""From a signed push to links between projects, through the use cases the functions call, message by message."""

import io
import json
import tarfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dulwich import porcelain

from commandcenter.hub import projects
from commandcenter.hub.batches import handle_commit_events, handle_index_jobs, handle_moved_heads, handle_sweep
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.receive_report import receive_report
from commandcenter.hub.receive_webhook import receive_webhook
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.mesh.commits import committed_event
from commandcenter.sources.headers import Headers
from commandcenter.sources.signatures import sign_push

OPERATOR = {"principal": "ops", "role": "operator", "projects": '["*"]'}
SECRET = b"a webhook secret of the tests"
SECRET_NAME = "commandcenter/hub/repositories/shop"


def make_repository(folder: Path, files: Mapping[str, str]) -> Path:
    porcelain.init(str(folder)) if not folder.exists() else None
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    porcelain.add(str(folder), [str(folder / name) for name in files])
    porcelain.commit(
        str(folder), message=b"change", author=b"Ada <ada@example.org>", committer=b"Ada <ada@example.org>"
    )
    return folder


def archive(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


def register_shop(hub: AwsHub, repository: Path) -> None:
    hub.client("secretsmanager").create_secret(Name=SECRET_NAME, SecretString=SECRET.decode())
    entry = {
        "kind": "generic", "full_name": "acme/shop", "url": repository.as_uri(), "branch": "master", "secret": SECRET_NAME,
    }  # fmt: skip
    projects.register_project(hub, {"name": "shop", "domain": "Finance", "repositories": [entry]}, OPERATOR)


def push(hub: AwsHub, delivery: str, secret: bytes = SECRET, repository: str = "acme/shop") -> Any:
    body = json.dumps({"repository": repository, "ref": "refs/heads/master"}).encode()
    headers = sign_push(secret, body, hub.clock.now(), delivery)
    return receive_webhook(hub, "generic", Headers.of(headers), body)


def run_jobs(hub: AwsHub) -> list[str]:
    """Hand the queue's messages to the function as SQS does; returns the ids that failed."""
    client, failed = hub.client("sqs"), []
    while found := client.receive_message(QueueUrl=hub.settings.index_queue, AttributeNames=["All"]).get("Messages"):
        for message in found:
            record = {
                "messageId": message["MessageId"], "receiptHandle": message["ReceiptHandle"], "body": message["Body"],
                "attributes": message["Attributes"], "eventSource": "aws:sqs", "messageAttributes": {},
                "md5OfBody": "", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:index.fifo", "awsRegion": "eu-west-1",
            }  # fmt: skip
            answer = handle_index_jobs(hub, {"Records": [record]}, None)
            failed += [item["itemIdentifier"] for item in answer["batchItemFailures"]]
            client.delete_message(QueueUrl=hub.settings.index_queue, ReceiptHandle=message["ReceiptHandle"])
    return failed


def tell(hub: AwsHub, project: str) -> Any:
    """Hand a project's newest commit event to the linker as the bus and SQS do."""
    head = hub.ledger.head(project)
    assert head
    event = committed_event("hub", hub.ledger.commit(project, head.rev).header, head.digest)
    body = json.dumps({"detail": event.to_detail()})
    record = {
        "messageId": "1", "receiptHandle": "1", "body": body, "attributes": {}, "messageAttributes": {}, "md5OfBody": "",
        "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:link", "awsRegion": "eu-west-1",
    }  # fmt: skip
    return handle_commit_events(hub, {"Records": [record]}, None)


def test_a_signed_push_becomes_a_revision_once(aws_hub: AwsHub, tmp_path: Path) -> None:
    """One delivery, one job, one revision; the same delivery again makes no job, a new one no revision."""
    repository = make_repository(tmp_path / "shop", {"shop.py": "def sell():\n    return 1\n"})
    register_shop(aws_hub, repository)

    first, again = push(aws_hub, "d1"), push(aws_hub, "d1")
    assert (first.status, first.duplicate, again.status, again.duplicate) == (202, False, 202, True)
    assert run_jobs(aws_hub) == []
    assert projects.show_job(aws_hub, "shop", first.job.delivery)["state"] == "done"
    assert "symbol:shop.py#sell" in aws_hub.ledger.as_of("shop")

    replayed = push(aws_hub, "d2")
    assert run_jobs(aws_hub) == []
    record = projects.show_job(aws_hub, "shop", replayed.job.delivery)
    assert (record["state"], record["rev"], record["changed"]) == ("done", 1, 0)

    make_repository(repository, {"shop.py": "def sell():\n    return 2\n\n\ndef buy():\n    return 3\n"})
    push(aws_hub, "d3")
    run_jobs(aws_hub)
    assert aws_hub.ledger.head("shop").rev == 2
    assert "symbol:shop.py#buy" in aws_hub.ledger.diff("shop", 1, 2).added


def test_strangers_are_told_one_thing(aws_hub: AwsHub, tmp_path: Path) -> None:
    """An unknown repository and a bad signature cannot be told apart, and leave nothing behind."""
    register_shop(aws_hub, make_repository(tmp_path / "shop", {"a.py": "a = 1\n"}))
    answers = []
    for secret, name in ((b"wrong", "acme/shop"), (SECRET, "acme/unknown")):
        with pytest.raises(UnauthenticatedError) as refused:
            push(aws_hub, "d1", secret, name)
        answers.append(refused.value.problem())
    assert answers[0] == answers[1]
    assert "Messages" not in aws_hub.client("sqs").receive_message(QueueUrl=aws_hub.settings.index_queue)


def test_uploads_link_by_themselves(aws_hub: AwsHub) -> None:
    """A project that asks for what another provides is joined to it, whichever was told of first; twice changes nothing."""
    pyproject = '[project]\nname = "{name}"\nversion = "1"\ndependencies = [{needs}]\n'
    for name, needs in (("app", '"lib>=1"'), ("lib", "")):
        projects.register_project(aws_hub, {"name": name}, OPERATOR)
        slot = projects.open_upload(aws_hub, name)
        data = archive({"pyproject.toml": pyproject.format(name=name, needs=needs)})
        aws_hub.client("s3").put_object(Bucket="hub-bucket", Key=f"uploads/{name}/{slot['upload']}", Body=data)
        projects.request_index(aws_hub, name, {"upload": slot["upload"]}, OPERATOR)
    assert run_jobs(aws_hub) == []

    for name in ("app", "lib"):
        assert tell(aws_hub, name) == {"batchItemFailures": []}
    rev = aws_hub.ledger.head(HUB_PROJECT).rev
    links = [body for body in aws_hub.ledger.as_of(HUB_PROJECT).values() if body.get("link") == "ProjectLink"]
    assert [(body["source"], body["target"]) for body in links] == [
        ("urn:cc:hub:app:project:app", "urn:cc:hub:lib:project:lib")
    ]
    tell(aws_hub, "app")
    assert aws_hub.ledger.head(HUB_PROJECT).rev == rev


def test_a_report_joins_the_graph(aws_hub: AwsHub, tmp_path: Path) -> None:
    """Test results of a commit become test nodes of the project; a broken report is refused and changes nothing."""
    register_shop(aws_hub, make_repository(tmp_path / "shop", {"shop.py": "x = 1\n"}))
    push(aws_hub, "d1")
    run_jobs(aws_hub)
    junit = b'<testsuite name="s" tests="1"><testcase classname="shop" name="sells" time="0.1"/></testsuite>'
    receive_report(aws_hub, "shop", "junit", "abcdef0", junit, "ci")
    bad = receive_report(aws_hub, "shop", "junit", "abcdef0", b"<testsuite", "ci")
    assert run_jobs(aws_hub) == []
    assert [key for key in aws_hub.ledger.as_of("shop") if key.startswith("test:")]
    assert projects.show_job(aws_hub, "shop", bad["job"])["state"] == "failed"
    assert aws_hub.ledger.head("shop").rev == 2


@pytest.mark.parametrize(
    ("project", "kind", "commit", "error"),
    [
        ("shop", "weather", "abcdef0", InvalidInputError),
        ("shop", "junit", "HEAD", InvalidInputError),
        ("nothing", "junit", "abcdef0", NotFoundError),
    ],
)
def test_reports_that_are_about_nothing_are_refused(aws_hub, project, kind, commit, error) -> None:
    with pytest.raises(error):
        receive_report(aws_hub, project, kind, commit, b"<a/>", "ci")
    assert "Messages" not in aws_hub.client("sqs").receive_message(QueueUrl=aws_hub.settings.index_queue)


def test_a_hostile_upload_fails_its_job_and_nothing_else(aws_hub: AwsHub) -> None:
    """A traversal name is refused, the reason is in the record, the ledger stays as it was."""
    projects.register_project(aws_hub, {"name": "evil"}, OPERATOR)
    slot = projects.open_upload(aws_hub, "evil")
    data = archive({"../../etc/passwd": "root"})
    aws_hub.client("s3").put_object(Bucket="hub-bucket", Key=f"uploads/evil/{slot['upload']}", Body=data)
    job = projects.request_index(aws_hub, "evil", {"upload": slot["upload"]}, OPERATOR)
    assert run_jobs(aws_hub) == []
    record = projects.show_job(aws_hub, "evil", job["job"])
    assert record["state"] == "failed"
    assert ".." in record["detail"]
    assert aws_hub.ledger.head("evil") is None


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"project": "../x"}', "\x00"])
def test_a_poison_message_is_reported_as_failed(aws_hub: AwsHub, body: str) -> None:
    """What is no job goes back to the queue, which hands it to the dead letters in the end."""
    client, url = aws_hub.client("sqs"), aws_hub.settings.index_queue
    client.send_message(
        QueueUrl=url, MessageBody=body or " ", MessageGroupId="g", MessageDeduplicationId=str(hash(body))
    )
    assert len(run_jobs(aws_hub)) == 1


def test_moved_heads_are_published_in_order_once(aws_hub: AwsHub) -> None:
    """The stream's records publish what is new; the same record again finds nothing left; a fault never raises."""
    sent: list[Any] = []
    events = aws_hub.bus._client  # the port's own client, so that what leaves for the bus is seen as AWS sees it
    events.meta.events.register(
        "provide-client-params.events.PutEvents", lambda params, **_: sent.extend(params["Entries"])
    )
    for name in ("a", "b"):
        projects.register_project(aws_hub, {"name": name}, OPERATOR)
    stream = {"Records": [{"dynamodb": {"Keys": {"pk": {"S": "HEADS"}, "sk": {"S": HUB_PROJECT}}}}]}
    handle_moved_heads(aws_hub, stream, None)
    handle_moved_heads(aws_hub, stream, None)
    told = [json.loads(entry["Detail"])["event"] for entry in sent]
    assert [(event["type"], event["data"]["rev"]) for event in told] == [
        ("hub.sync.graph.committed", 1),
        ("hub.sync.graph.committed", 2),
    ]
    handle_moved_heads(aws_hub, {"Records": [{"dynamodb": {"Keys": {"sk": {"S": "No Such Project"}}}}]}, None)


def test_the_sweeper_finishes_what_was_left(aws_hub: AwsHub) -> None:
    """Commits nobody told of are published by the next sweep."""
    projects.register_project(aws_hub, {"name": "a"}, OPERATOR)
    assert handle_sweep(aws_hub, {}, None) == {"failed": 0}
    head = aws_hub.ledger.head(HUB_PROJECT)
    assert head.published == head.rev == 1


def test_a_job_shows_only_to_its_own_project(aws_hub: AwsHub, tmp_path: Path) -> None:
    register_shop(aws_hub, make_repository(tmp_path / "shop", {"a.py": "a = 1\n"}))
    job = push(aws_hub, "d1").job
    with pytest.raises(NotFoundError):
        projects.show_job(aws_hub, "other", job.delivery)


def test_deliveries_are_forgotten_in_the_end(aws_hub: AwsHub, tmp_path: Path) -> None:
    """A delivery's record lapses after 30 days even where DynamoDB has not removed it yet."""
    aws_hub.deliveries.record("generic", "d", "shop", aws_hub.clock.now())
    assert aws_hub.deliveries.seen("generic", "d")
    aws_hub.clock.advance(timedelta(days=30).total_seconds())  # type: ignore[attr-defined]
    assert not aws_hub.deliveries.seen("generic", "d")


def test_a_repository_names_only_secrets_of_its_own(aws_hub: AwsHub) -> None:
    """A registration is no way to make the hub use, and thereby test, other secrets."""
    entry = {
        "kind": "generic",
        "full_name": "a/b",
        "url": "https://example.org/a/b.git",
        "secret": "commandcenter/hub/pseudonyms",
    }
    with pytest.raises(InvalidInputError) as refused:
        projects.register_project(aws_hub, {"name": "a", "repositories": [entry]}, OPERATOR)
    assert refused.value.pointer == "/repositories/0/secret"
    assert projects.list_projects(aws_hub, OPERATOR) == []


def test_an_upload_is_presigned_as_kms_asks(aws_hub: AwsHub) -> None:
    """S3 refuses anything older than Signature Version 4 for a bucket encrypted by KMS; the local engine does not."""
    projects.register_project(aws_hub, {"name": "a"}, OPERATOR)
    assert "X-Amz-Signature=" in projects.open_upload(aws_hub, "a")["url"]
