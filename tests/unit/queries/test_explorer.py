"""The explorer stands alone, runs under its own policy, and its examples are questions this hub answers."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from graphql.language import parse
from graphql.validation import validate

from commandcenter.queries.explorer import explorer_page
from commandcenter.queries.schema import executable_schema

from .worlds import ask, context, open_world

PAGE, HEADERS = explorer_page()
EXAMPLES = re.findall(r'\["([^"]+)", `([^`]+)`', PAGE)
SCHEMA_QUERY = re.search(r"const SCHEMA = `([^`]+)`", PAGE)[1]


class Reader(HTMLParser):
    """Collect elements, and the texts of scripts and styles."""

    def __init__(self):
        super().__init__()
        self.elements, self.texts, self._within = [], {"script": [], "style": []}, None

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag):
        self._within = None

    def handle_data(self, text):
        if self._within in self.texts:
            self.texts[self._within].append(text)


def read():
    reader = Reader()
    reader.feed(PAGE)
    return reader


@pytest.mark.parametrize("tag", ["script", "style"])
def test_the_policy_names_just_what_is_on_the_page(tag) -> None:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in read().texts[tag]]
    assert len(digests) == 1
    directives = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert directives[f"{tag}-src"] == f"'sha256-{digests[0]}'"
    assert (directives["default-src"], directives["connect-src"]) == ("'none'", "'self'")
    assert directives["frame-ancestors"] == directives["base-uri"] == directives["form-action"] == "'none'"


def test_the_page_loads_nothing_and_keeps_nothing() -> None:
    elements = read().elements
    addresses = [value for _, attributes in elements for name, value in attributes.items() if name in ("src", "href")]
    assert addresses == ["data:,"]
    assert not any(name.startswith("on") or name == "style" for _, attributes in elements for name in attributes)
    assert not re.search(r"https?://|localStorage|sessionStorage|document\.cookie|innerHTML|eval\(", PAGE)
    assert re.findall(r'fetch\("([^"]+)"', PAGE) == ["graphql"]


def test_every_control_has_a_name() -> None:
    elements = read().elements
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    for tag, attributes in elements:
        if tag in ("input", "select", "textarea"):
            assert attributes["id"] in labelled or attributes["aria-labelledby"] in ids
    assert ("html", {"lang": "en"}) in elements


@pytest.mark.parametrize(("title", "query"), EXAMPLES)
def test_examples_fit_the_schema(title, query) -> None:
    assert validate(executable_schema(), parse(query)) == []


def test_the_examples_show_every_question() -> None:
    asked = {field for _, query in EXAMPLES for field in re.findall(r"^  (\w+)\(", query, re.MULTILINE)}
    assert asked == set(executable_schema().query_type.fields)


def test_the_page_can_read_the_schema() -> None:
    answer = ask(context(open_world(), capabilities=["introspection"]), SCHEMA_QUERY)
    assert "errors" not in answer
    assert ask(context(open_world()), SCHEMA_QUERY)["errors"][0]["extensions"]["problem"]["status"] == 403
