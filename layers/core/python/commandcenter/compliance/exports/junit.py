"""Findings as JUnit XML, for the test pages of build servers."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from xml.etree.ElementTree import Element, SubElement, tostring

from commandcenter.compliance.exports.words import NONE, explain, in_order, is_waived
from commandcenter.compliance.model import Finding

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say, not even escaped."""


def junit(findings: Sequence[Finding], *, project: str, waived: Mapping[str, str] = NONE) -> bytes:
    """Write findings as JUnit XML: a suite for each pack, a case for each control.

    A failure fails; what does not apply is skipped, and so is a waived failure, with the reason of `waived` (by control id).
    Characters that XML cannot say become U+FFFD.
    """
    root = Element("testsuites", name=_xml(project))
    for pack, found in groupby(in_order(findings), attrgetter("pack")):
        suite = SubElement(root, "testsuite", name=_xml(pack))
        for finding in found:
            _add_case(suite, finding, waived)
        _count(suite)
    _count(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_case(suite: Element, finding: Finding, waived: Mapping[str, str]) -> None:
    case = SubElement(suite, "testcase", classname=_xml(finding.pack), name=_xml(finding.control_id), time="0")
    if is_waived(finding, waived):
        SubElement(case, "skipped", message=_xml(f"Waived: {waived[finding.control_id]}"))
    elif finding.fails():
        failure = SubElement(case, "failure", message=_xml(explain(finding)), type=_xml(finding.severity))
        failure.text = _xml(f"{finding.title}\n{finding.citation}")
    elif finding.verdict == "not_applicable":
        SubElement(case, "skipped", message=_xml(explain(finding)))


def _count(element: Element) -> None:
    """Write how many cases lie below an element, and how they ended."""
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("errors", "0")


def _xml(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
