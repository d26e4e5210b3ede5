"""Whatever is sent as a report is read into valid nodes, or refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.reports import KINDS, parse_report
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.reports.places import find_file
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

from .test_coverage import COVERAGE
from .test_deployment import RECORD
from .test_junit import GRADLE
from .test_sarif import RUN, sarif
from .test_sbom import BILL

SAMPLES = {
    "junit": GRADLE, "coverage": COVERAGE, "sarif": sarif(RUN), "sbom": json.dumps(BILL), "deployment": json.dumps(RECORD),
}  # fmt: skip
FILES = {"file:src/a.py", "file:src/app/main.py"}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def read_or_refuse(kind: str, data: bytes) -> None:
    """Parse; nodes must be fit for the graph, a refusal must say why."""
    try:
        facts = parse_report(kind, data, known=FILES)
    except InvalidInputError as error:
        assert error.detail  # noqa: PT017 - refusing is one of the two right outcomes
        return
    plan_replace(facts.nodes, f"report:{kind}")
    keys = {node.key for node in facts} | FILES
    for node in facts:
        assert node.parent is None or node.parent in keys
        assert keys.issuperset(end for _, end in node.outgoing())


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes(kind: str, data: bytes) -> None:
    read_or_refuse(kind, data)


@given(st.sampled_from(sorted(KINDS)), st.data())
@settings(max_examples=60, deadline=None)
def test_real_reports_with_bytes_changed(kind: str, data: Any) -> None:
    content = bytearray(SAMPLES[kind].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        end = at + data.draw(st.integers(0, 30))
        content[at:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"<a>", b"\xff", b"]", b'"', b"&x;", b"9" * 400])
        )
    read_or_refuse(kind, bytes(content))


@given(st.sampled_from(["sarif", "sbom", "deployment"]), st.data())
@settings(max_examples=60, deadline=None)
def test_real_documents_with_parts_replaced(kind: str, data: Any) -> None:
    document = json.loads(SAMPLES[kind])
    place: Any = document
    while True:
        steps = list(place) if isinstance(place, dict) else range(len(place))
        step = data.draw(st.sampled_from(steps))
        inner = place[step]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[step] = data.draw(json_values)
            break
        place = inner
    read_or_refuse(kind, json.dumps(document).encode())


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><testsuite name="&c;"/>"""
EXTERNAL = (
    b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite name="s"><testcase name="&x;"/></testsuite>'
)
PARAMETER = b'<!DOCTYPE t [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><testsuite/>'
UNDECLARED = b"<!DOCTYPE t SYSTEM 'http://127.0.0.1:9/x.dtd'><testsuite><testcase name='&x;'/></testsuite>"


@pytest.mark.parametrize("kind", ["junit", "coverage"])
@pytest.mark.parametrize("data", [LAUGHS, EXTERNAL, PARAMETER], ids=["laughs", "external", "parameter"])
def test_xml_entities_are_refused(kind: str, data: bytes) -> None:
    with pytest.raises(InvalidInputError, match="entities"):
        parse_report(kind, data, known=())


def test_an_entity_of_an_external_dtd_is_not_fetched_and_has_no_text() -> None:
    read_or_refuse("junit", UNDECLARED)


@pytest.mark.parametrize(
    "data",
    [
        b"<testsuite>" * 200_000,
        b"<testsuite>" + b"<a/>" * 900_000,
        b'<?xml version="1.0" encoding="zip"?><a/>',
        b"",
        b"\x00" * 99,
    ],
    ids=["deep", "many", "encoding", "empty", "zeros"],
)
def test_xml_bombs_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        parse_report("junit", data, known=())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_more_than_ten_megabytes_are_refused_unread(kind: str) -> None:
    with pytest.raises(TooLargeError):
        parse_report(kind, b" " * 10_000_001, known=())


@pytest.mark.parametrize(("kind", "commit", "pointer"), [("odd", "", "/kind"), ("junit", "HEAD", "/commit")])
def test_arguments_are_checked(kind: str, commit: str, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_report(kind, b"<testsuite/>", known=(), commit=commit)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_report_in_the_tree_takes_no_key_a_pushed_one_has(kind: str) -> None:
    data = SAMPLES[kind].encode()
    pushed = parse_report(kind, data, known=FILES)
    found = parse_report(kind, data, known=FILES | {"file:out/report"}, within="out/report")
    assert len(pushed.nodes) == len(found.nodes) > 1
    assert {node.key for node in pushed}.isdisjoint(node.key for node in found)


@given(st.text(st.sampled_from("ab./\\:%~ \ud800"), max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_path_found_is_a_file_of_the_project(path: str) -> None:
    known = {"file:a", "file:a/b", "file:b/a.b"}
    shown, key = find_file(Report("junit", known, "", "", ""), path, ["/b", "a/b"])
    assert key is None or (key in known and key == f"file:{shown}")
    assert ".." not in path.replace("\\", "/").split("/") or key is None or not shown.startswith("..")
    shown.encode()
