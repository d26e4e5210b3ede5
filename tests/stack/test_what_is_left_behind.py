"""After all the others: no secret text has reached a place where it does not belong."""

from test_uploads import archive


def logged(hub):
    logs = hub.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from ((group["logGroupName"], event["message"]) for event in page["events"])
    for name in ("engine", f"sam-deploy-{hub.name}"):
        yield name, hub.deployed.stack.logs(name).read_text(errors="replace")


def stored(hub):
    """Yield the objects of the hub's bucket, each version; uploads are what their senders put there."""
    s3, bucket = hub.client("s3"), hub.deployed.outputs["BucketName"]
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", []):
            if not version["Key"].startswith("uploads/"):
                found = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
                yield f"s3 {version['Key']}", found["Body"].read().decode("utf-8", "replace")


def queued(hub):
    sqs = hub.client("sqs")
    for queue in sqs.list_queues().get("QueueUrls", []):
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            yield queue, message["Body"]


def test_no_secret_is_found_where_it_does_not_belong(hub, repository):
    secret = hub.register(repository.name, repository)
    hub.indexed(hub.push(repository, secret), repository.name)
    hub.upload(repository.name, archive({"a.py": "x = 1\n"}))
    hub.call("GET", "/v1/projects", key=hub.make_key("partner", repository.name)["key"])
    hub.push(repository, "wrong " + secret)
    assert len(hub.secrets) >= 4

    places = set()
    items = (("table", repr(item)) for item in hub.items())
    for place, text in (*logged(hub), *stored(hub), *queued(hub), *items):
        places.add(place)
        found = [name for name in hub.secrets if name in text]
        assert not found, f"a secret is in {place}"
    # The search did look everywhere.
    assert {"table", "engine", f"s3 commits/{repository.name}/000000000001"} <= places
    assert any(place.startswith("/aws/lambda/") and "ReceiveWebhook" in place for place in places)
