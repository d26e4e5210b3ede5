import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commandcenter.graph.identifiers import identifiers_of, parse_identifier
from commandcenter.graph.model import Node, alias_of, versionless
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import Urn

SHA = "0123456789abcdef0123456789abcdef01234567"
names = st.text("abcXYZ019-_.", min_size=1, max_size=8)
any_text = st.text(min_size=1, max_size=8)


@st.composite
def purls(draw):
    from packageurl import PackageURL

    kind = draw(st.sampled_from(["pypi", "npm", "golang", "maven", "github", "generic"]))
    namespace = draw(names) if kind in ("maven", "github") else draw(st.none() | names)
    version, subpath = draw(st.none() | any_text), draw(st.none() | names)
    name = draw(st.text("abcXYZ019-_.@+é ", min_size=1, max_size=8).filter(str.strip))
    try:
        return PackageURL(
            kind, namespace, name, version, {"arch": "x"} if draw(st.booleans()) else None, subpath
        ).to_string()
    except ValueError:
        return "pkg:pypi/fallback@1"


plain = st.text("abcdefgh0123456789", min_size=1, max_size=8)
spellings = st.one_of(
    st.builds(
        lambda hub, project, kind, text: str(Urn(hub, project, kind, text)),
        plain,
        plain,
        st.just("file"),
        plain | st.just("a b%/é"),
    ),
    purls(),
    st.builds(
        "swh:1:{}:{};origin=https://x".format,
        st.sampled_from(["cnt", "dir", "rev", "rel", "snp"]),
        st.just(SHA.upper()),
    ),
    st.builds("git:{}:{}".format, st.sampled_from(["blob", "tree", "commit", "tag"]), st.just(SHA)),
    st.builds("arn:aws:{}:eu-west-1:123456789012:{}".format, st.sampled_from(["sqs", "lambda"]), names),
    st.builds("{}:{}/{}".format, st.sampled_from(["component", "API", "Resource"]), plain, plain),
    st.builds("{}:{}".format, st.sampled_from(["component", "API"]), plain),
    st.builds(
        "{}Example.com/{}/{}{}".format,
        st.sampled_from(["https://", "http://u:p@", "ssh://git@", "git+https://"]),
        plain,
        plain,
        st.sampled_from(["", ".git", "/", ".git/"]),
    ),
    st.builds("git@GitHub.com:{}/{}.git".format, plain, plain),
)


@settings(max_examples=200)
@given(spellings)
def test_the_normal_form_is_its_own_normal_form(text):
    found = parse_identifier(text)
    assert parse_identifier(str(found)) == found
    assert parse_identifier(found.lookup).lookup == found.lookup


@settings(max_examples=300)
@given(
    st.text(max_size=30)
    | st.builds(
        "{}{}".format,
        st.sampled_from(["urn:cc:", "pkg:", "swh:1:", "arn:", "git:", "https://", "ssh://[", "git@", "a:"]),
        st.text(max_size=20),
    )
)
def test_any_text_is_normalised_or_refused(text):
    try:
        found = parse_identifier(text)
    except InvalidInputError:
        return
    assert parse_identifier(str(found)) == found


@pytest.mark.parametrize(
    ("text", "scheme", "normal"),
    [
        ("pkg:PyPI/Flask_Login@1.0", "purl", "pkg:pypi/flask-login@1.0"),
        ("pkg:npm/@babel/core@7.1.0", "purl", "pkg:npm/%40babel/core@7.1.0"),
        (f"swh:1:cnt:{SHA};lines=1", "swhid", f"swh:1:cnt:{SHA}"),
        (f"git:commit:{SHA}", "swhid", f"swh:1:rev:{SHA}"),
        ("git@github.com:Org/Name.git", "git", "git+https://github.com/org/name"),
        ("https://user:pa55@git.example.com:8443/Org/Name.git/", "git", "git+https://git.example.com:8443/Org/Name"),
        ("file:///srv/git/x.git", "git", "git+file:///srv/git/x"),
        ("Component:Default/Pet-Store", "backstage", "component:default/pet-store"),
        ("component:pet-store", "backstage", "component:default/pet-store"),
        ("arn:aws:sqs:eu-west-1:123456789012:Orders", "arn", "arn:aws:sqs:eu-west-1:123456789012:Orders"),
        ("arn:aws:s3:::Bucket/a:b", "arn", "arn:aws:s3:::Bucket/a:b"),
        ("urn:cc:home:ada:file:a%20b", "urn", "urn:cc:home:ada:file:a%20b"),
    ],
)
def test_known_spellings(text, scheme, normal):
    found = parse_identifier(text)
    assert (found.scheme, found.text) == (scheme, normal)


@pytest.mark.parametrize(
    "text",
    ["", "x" * 2001, 7, "requests", "pkg:", "pkg:pypi", "swh:2:cnt:" + SHA, "swh:1:cnt:abc", "arn:aws:sqs", "a:b/c/d", "urn:cc:x",
     "ftp://example.com/x", "https://example.com/", "https:///x", "https://exa mple/x", "https://[::1/x", "git:blob:abc", "a:/b"],
)  # fmt: skip
def test_what_is_no_identifier_is_refused(text):
    with pytest.raises(InvalidInputError):
        parse_identifier(text)


@given(purls())
@example("pkg:pypi/0@/")
@example("pkg:npm/%40a/b@1?c=d@e#f@g")
def test_the_quick_way_to_drop_a_version_agrees_with_the_library(text):
    from packageurl import PackageURL

    parts = PackageURL.from_string(text)
    assert versionless(text) == PackageURL(parts.type, parts.namespace, parts.name).to_string()


def test_a_node_tells_its_other_names():
    node = Node(
        "file",
        "a",
        {"blob": SHA, "swhid": f"swh:1:cnt:{SHA}", "revision": SHA, "arn": "arn:nonsense", "git": "git@github.com:o/n"},
    )
    assert [str(name) for name in identifiers_of(node)] == [
        "git+https://github.com/o/n",
        f"swh:1:cnt:{SHA}",
        f"swh:1:rev:{SHA}",
    ]
    assert identifiers_of(Node("file", "s", {"schema": {"digest": "d"}})) == ()


@pytest.mark.parametrize(
    ("props", "alias"),
    [
        ({"purl": "pkg:pypi/x@1?a=b"}, "pkg:pypi/x"),
        ({"blob": SHA, "schema": {"digest": "d"}}, f"swh:1:cnt:{SHA}"),
        ({"schema": {"kind": "openapi", "digest": "d"}}, "schema:d"),
        ({"backstage": "component:default/x"}, "component:default/x"),
        ({"purl": 7, "blob": "short", "schema": "no"}, None),
    ],
)
def test_the_alias_of_a_node(props, alias):
    assert alias_of(props) == alias
    assert Node("file", "a", props).body("s").get("alias") == alias
