"""Two hubs on one engine, each in its own account: neither sees the other."""

from test_uploads import archive


def test_two_hubs_do_not_see_each_other(hub, other_hub):
    for one in (hub, other_hub):
        one.register("same-name")
        one.upload("same-name", archive({f"{one.name}.py": "x = 1\n"}))
    for one, another in ((hub, other_hub), (other_hub, hub)):
        assert one.call("GET", "/v1/projects", key=another.operator).problem["status"] == 401
        assert f"file:{one.name}.py" in one.graph("same-name")
        assert f"file:{another.name}.py" not in one.graph("same-name")
        assert one.send("GET", "/.well-known/commandcenter").json["hub"] == one.name
        outputs = another.deployed.outputs
        assert outputs["TableName"] not in one.client("dynamodb").list_tables()["TableNames"]
        buckets = {bucket["Name"] for bucket in one.client("s3").list_buckets()["Buckets"]}
        assert outputs["BucketName"] not in buckets
        queues = one.client("sqs").list_queues().get("QueueUrls", [])
        assert outputs["IndexQueueUrl"] not in queues
    assert {item["pk"]["S"] for item in hub.items()}.isdisjoint({f"KEY#{key}" for key in other_hub.secrets})
    heads = {key for key in other_hub.kept() if key.startswith("HEADS ")}
    theirs = {key for key in hub.kept() if key.startswith("HEADS ")}
    assert heads & theirs == {"HEADS _hub", "HEADS same-name"}


def test_the_webhook_of_one_hub_is_nothing_to_the_other(hub, other_hub, repository):
    secret = hub.register(repository.name, repository)
    assert hub.push(repository, secret).status == 202
    assert other_hub.push(repository, secret).problem["status"] == 401
