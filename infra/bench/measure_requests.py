"""Requests and item writes of commits on AWS as moto plays it, and what they cost."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from arithmetic import Line, fit_line
from meter import Meter, metered
from moto import mock_aws
from prices import PRICES, commit_overhead, cost
from report import Section, Table, say
from world import AT, project_name, project_nodes

from commandcenter.graph.replace import plan_replace
from commandcenter.ledger.dynamodb import DynamoItems
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.ledger.s3 import S3Objects

REGION, TABLE, BUCKET = "eu-west-1", "hub", "hub-bucket"
ENTITIES = 5_000
CHANGES = (0, 1, 10, 100, 1_000)
USUAL = (10, 100)
"""Entities a usual commit changes: what 1,000 changes cost is told for both."""


def measure(entities: int = ENTITIES, changes: Sequence[int] = CHANGES) -> Section:
    """Commit a project of so many entities, then change some of them; count what is sent."""
    with account(), metered() as meter, mock_aws():
        rows = sorted(_commits(open_ledger(), meter, entities, changes), key=lambda row: int(row["changed"]))
    changing = [row for row in rows if row["changed"]]
    writes = fit_line([(row["changed"], row["item_writes"]) for row in changing])
    requests = fit_line([(row["changed"], row["requests"]) for row in changing])
    costs = [_per_thousand(row) for row in rows if row["changed"] in USUAL]
    figures = {"commits": rows, "writes": vars(writes), "requests": vars(requests), "per_1000_changes": costs}
    return Section([_request_table(rows, writes, requests), _cost_table(costs)], figures)


def _commits(ledger: Ledger, meter: Meter, entities: int, changes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield a row for the first commit, and for one of each number of changes."""
    nodes = project_nodes(0, entities)
    for edition, changed in enumerate((entities, *changes)):
        say(f"requests: a commit of {changed:,} changed entities")
        if edition and changed:
            nodes[-changed:] = project_nodes(0, entities, edition=edition)[-changed:]
        meter.reset()
        meta = Meta(AT, "bench", f"edition {edition}", "source")
        receipt = ledger.submit(project_name(0), plan_replace(nodes, "source"), meta)
        yield {
            "changed": receipt.changed,
            "item_writes": meter.item_writes,
            "requests": meter.requests.total(),
            "operations": dict(meter.requests),
            "units": dict(meter.units),
            "usd": cost(meter.units),
        }


def _per_thousand(row: Mapping[str, Any]) -> dict[str, float]:
    """Price 1,000 changes made by commits like this one, with all that a push sets going."""
    commits = 1000 / row["changed"]
    parts = {"table and bucket": row["usd"], **commit_overhead()}
    return {
        "changed": row["changed"],
        **{name: usd * commits for name, usd in parts.items()},
        "total": sum(parts.values()) * commits,
    }


def _request_table(rows: Sequence[Mapping[str, Any]], writes: Line, requests: Line) -> Table:
    shown = [
        [
            row["changed"],
            row["item_writes"],
            row["requests"],
            row["item_writes"] / row["changed"] if row["changed"] else None,
            *(row["units"].get(name, 0) for name in ("dynamodb_write_unit", "dynamodb_read_unit", "s3_put", "s3_get")),
        ]
        for row in rows
    ]
    columns = ("changed", "item writes", "requests", "writes each", "write units", "read units", "S3 PUT", "S3 GET")
    notes = [
        f"item writes = {writes.constant:.2f} + {writes.slope:.4f} per changed entity (asked: at most 1.2 and a constant)",
        f"requests = {requests.constant:.2f} + {requests.slope:.4f} per changed entity",
        f"the commit of {rows[-1]['changed']:,} makes a new project, the others change some of its entities",
        "units as AWS bills them: writes by the KB with the alias index, reads by 4 KB; a plan that lays a whole tree reads all",
    ]
    return Table("AWS requests of one commit (moto, counted in botocore)", columns, shown, notes)


def _cost_table(costs: Sequence[Mapping[str, float]]) -> Table:
    columns = ("entities changed by a commit", "table and bucket", "functions", "queues and events", "total")
    names = ("table and bucket", "functions", "queues and events", "total")
    return Table(
        f"Estimated cost of 1,000 graph changes, US$ ({PRICES['region']}, on demand, prices of {PRICES['as_of']})",
        columns,
        [[f"{row['changed']:.0f}", *(f"{row[name]:.5f}" for name in names)] for row in costs],
        [PRICES["source"], *_assumed()],
    )


def _assumed() -> list[str]:
    functions = PRICES["assumptions"]["functions"].items()
    times = ", ".join(f"{name.partition('_')[0]} {one['memory_mb']} MB x {one['seconds']} s" for name, one in functions)
    return [f"functions of one commit, as assumed: {times}", "table and bucket: the commit as counted above"]


def open_ledger() -> Ledger:
    """Make a hub's table and bucket, and open the ledger in them."""
    keys = ("pk", "sk", "alias", "owner")
    boto3.client("dynamodb", region_name=REGION).create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        KeySchema=_key_schema(*keys[:2]),
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_alias",
                "KeySchema": _key_schema(*keys[2:]),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    return Ledger(S3Objects(s3, BUCKET), DynamoItems(TABLE, REGION))


def _key_schema(first: str, second: str) -> list[dict[str, str]]:
    return [{"AttributeName": first, "KeyType": "HASH"}, {"AttributeName": second, "KeyType": "RANGE"}]


@contextmanager
def account() -> Iterator[None]:
    """Hide this machine's AWS settings, so that nothing reaches a real account by accident."""
    kept = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("AWS_")}
    made = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_EC2_METADATA_DISABLED": "true"}
    os.environ.update(made)
    try:
        yield
    finally:
        for name in made:
            del os.environ[name]
        os.environ.update(kept)
