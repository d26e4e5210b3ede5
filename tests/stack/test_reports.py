"""What a checkout cannot show, sent to its route."""

import pytest
from living_hub import JSON

from commandcenter.hub.receive_report import MAX_REPORT_BYTES

JUNIT = """<?xml version="1.0" encoding="{encoding}"?>
<testsuite name="shop" tests="1"><testcase classname="shop" name="sells_café" time="0.1"/></testsuite>"""
COVERAGE = b"""<coverage line-rate="0.5" version="7"><packages><package name="."><classes>
<class name="shop.py" filename="shop.py" line-rate="0.5"><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines>
</class></classes></package></packages></coverage>"""


def test_test_results_and_coverage_become_nodes(hub, repository):
    commit = repository.commit({"more.py": "x = 1\n"})
    hub.indexed(hub.push(repository, hub.register(repository.name, repository)), repository.name)
    before = hub.graph(repository.name)
    # Not UTF-8: a gateway that took reports for text would spoil it.
    junit = JUNIT.format(encoding="iso-8859-1").encode("iso-8859-1")
    hub.indexed(hub.report(repository.name, "junit", junit, commit), repository.name)
    assert any("sells_café" in key for key in hub.graph(repository.name) - before)
    done = hub.indexed(hub.report(repository.name, "coverage", COVERAGE, commit), repository.name)
    assert done["changed"] >= 1
    again = hub.indexed(hub.report(repository.name, "coverage", COVERAGE, commit), repository.name)
    assert again["rev"] == done["rev"]

    broken = hub.report(repository.name, "junit", b"<testsuite", commit)
    assert hub.job(repository.name, broken.json["job"])["state"] == "failed"


@pytest.mark.parametrize(
    ("query", "data", "content", "status"),
    [
        ("kind=weather&commit=abcdef0", b"<a/>", "text/xml", 400),
        ("kind=junit&commit=HEAD", b"<a/>", "text/xml", 400),
        ("kind=junit", b"<a/>", "text/xml", 400),
        ("commit=abcdef0", b"<a/>", "text/xml", 400),
        ("kind=junit&commit=abcdef0", b"", "text/xml", 400),
        ("kind=junit&commit=abcdef0", b"<a/>", "image/png", 415),
        ("kind=junit&commit=abcdef0", b"x" * (MAX_REPORT_BYTES + 1), "application/octet-stream", 413),
        ("kind=junit&commit=abcdef0", b"<a/>", "text/xml", 404),
        ("kind=sarif&commit=abcdef0", b"{}", JSON, 404),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(hub, query, data, content, status):
    headers = {"x-api-key": hub.operator, "Content-Type": content}
    answer = hub.send("POST", f"/v1/projects/never-indexed/reports?{query}", data, headers)
    assert answer.problem["status"] == status
