"""Commit made-up projects into a hub's table and bucket: `populate.py TABLE BUCKET PROJECTS NODES_EACH`."""

import json
import os
import sys
import time

import boto3
from world import commit_project

from commandcenter.ledger.dynamodb import DynamoItems
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.s3 import S3Objects


def main() -> None:
    """Print the seconds it took as JSON."""
    table, bucket, projects, size = sys.argv[1:]
    region = os.environ["AWS_REGION"]
    items = DynamoItems(table, region, endpoint=os.environ.get("AWS_ENDPOINT_URL"))
    ledger = Ledger(S3Objects(boto3.client("s3", region_name=region), bucket), items)
    began = time.monotonic()
    for number in range(int(projects)):
        commit_project(ledger, number, int(size))
        if number % 10 == 9:
            print(f"           {number + 1} of {projects} projects committed", file=sys.stderr, flush=True)
    print(json.dumps({"seconds": time.monotonic() - began}))


if __name__ == "__main__":
    main()
