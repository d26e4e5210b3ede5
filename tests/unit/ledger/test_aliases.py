"""Other names of entities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from commandcenter.ledger.aliases import MAX_ALIAS_BYTES, alias_of, normal_alias

name = st.text("abcXYZ019.-_~@ü %+", min_size=1, max_size=8).filter(str.strip)


@given(
    kind=st.sampled_from(["pypi", "npm", "golang", "deb", "generic"]),
    namespace=st.none() | name,
    local=name,
    version=st.none() | name,
    qualifiers=st.dictionaries(st.sampled_from(["arch", "os"]), name),
    subpath=st.none() | name,
)
def test_a_purl_counts_without_version_qualifiers_and_subpath(kind, namespace, local, version, qualifiers, subpath):
    full = PackageURL(kind, namespace, local, version, qualifiers, subpath)
    assert normal_alias(full.to_string()) == PackageURL(kind, namespace, local).to_string()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("pkg:npm/@scope/name", "pkg:npm/@scope/name"),
        ("pkg:npm/@scope/name@1.0", "pkg:npm/@scope/name"),
        ("pkg:golang/github.com/a/b@v1.2.3+incompatible#sub/dir@2", "pkg:golang/github.com/a/b"),
        ("arn:aws:s3:::bucket@x?y", "arn:aws:s3:::bucket@x?y"),
        ("component:default/a@b", "component:default/a@b"),
    ],
)
def test_other_names_stay_as_they_are(given, kept):
    assert normal_alias(given) == kept
    assert normal_alias(kept) == kept


@pytest.mark.parametrize(
    ("body", "alias"),
    [
        (None, None),
        ({}, None),
        ({"props": None}, None),
        ({"props": {"purl": 1}}, None),
        ({"alias": ""}, None),
        ({"alias": "a", "props": {"purl": "pkg:pypi/b"}}, "a"),
        ({"props": {"purl": "pkg:pypi/b@1", "arn": "c"}}, "pkg:pypi/b"),
        ({"props": {"swhid": "swh:1:rev:0", "arn": "c"}}, "swh:1:rev:0"),
        ({"props": {"arn": "c", "backstage": "d"}}, "c"),
        ({"props": {"backstage": "component:default/d"}}, "component:default/d"),
        ({"alias": "x" * (MAX_ALIAS_BYTES + 1), "props": {"arn": "c"}}, "c"),
    ],
)
def test_the_first_usable_name_is_the_alias(body, alias):
    assert alias_of(body) == alias
