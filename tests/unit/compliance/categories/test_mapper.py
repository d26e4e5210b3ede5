"""Which categories a spec item gets, and why."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_items import LABELLED

from commandcenter.compliance.categories.mapper import SpecText, map_item
from commandcenter.compliance.categories.weights import CategoryWeights, Weights, read_weights
from commandcenter.compliance.categories.words import phrases_of, words_of
from commandcenter.compliance.packs import Packs

WEIGHTS = read_weights()
KNOWN_WORDS = sorted({word for phrase in WEIGHTS.terms for word in phrase})
PHRASES = sorted(" ".join(phrase) for phrase in WEIGHTS.terms)
UNRELATED = st.text("bcdfghjklmnpqrtvwxz", min_size=3, max_size=9).filter(lambda word: word not in KNOWN_WORDS)
TITLES = st.lists(st.one_of(st.sampled_from(PHRASES), UNRELATED), min_size=1, max_size=12).map(" ".join)
PATHS = st.sampled_from(["specs/a.md", "specs/privacy/notice.md", "docs/specs/whitepaper.md", "specs/tax/dac8.md", ""])


@st.composite
def items(draw: st.DrawFn) -> SpecText:
    tags = draw(st.lists(st.sampled_from([*WEIGHTS.categories, "gdpr", "none-of-these"]), max_size=3))
    return SpecText(
        "specitem:a#b", draw(TITLES), draw(PATHS), "", tuple(tags), tuple(draw(st.lists(TITLES, max_size=3)))
    )


def spec(title: str, path: str = "specs/features.md", **more: object) -> SpecText:
    return replace(SpecText("specitem:a#b", title, path), **more)


@given(items())
def test_a_score_is_the_sum_of_its_hits_and_decides(item: SpecText) -> None:
    mapped = map_item(item, WEIGHTS)
    for one in mapped.scored:
        assert one.score == sum(hit.weight for hit in one.hits)
        assert len(set(one.hits)) == len(one.hits) > 0
    best = sorted(mapped.scored, key=lambda one: (-one.score, one.category))
    assert mapped.categories == tuple(one.category for one in best if one.score >= WEIGHTS.threshold)[: WEIGHTS.most]


@given(items(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_does_not_matter(item: SpecText, random) -> None:
    def shuffled(values):
        values = list(values)
        random.shuffle(values)
        return values

    other = replace(item, tags=tuple(shuffled(item.tags)), context=tuple(shuffled(item.context)))
    entries = {
        name: CategoryWeights(*(dict(shuffled(marks.items())) for marks in (said.terms, said.tags, said.paths)))
        for name, said in shuffled(WEIGHTS.categories.items())
    }
    assert map_item(other, Weights(WEIGHTS.threshold, WEIGHTS.most, entries)) == map_item(item, WEIGHTS)


@given(items(), UNRELATED)
def test_an_unrelated_word_changes_nothing(item: SpecText, word: str) -> None:
    before = map_item(item, WEIGHTS)
    assert map_item(replace(item, title=f"{item.title} {word}"), WEIGHTS) == before
    assert map_item(replace(item, title=f"{word} {item.title}"), WEIGHTS) == before
    assert map_item(replace(item, context=(*item.context, word)), WEIGHTS) == before


@given(items(), st.sampled_from(PHRASES))
def test_more_words_never_lower_a_score(item: SpecText, phrase: str) -> None:
    after = {one.category: one.score for one in map_item(replace(item, title=f"{item.title} {phrase}"), WEIGHTS).scored}
    for one in map_item(item, WEIGHTS).scored:
        assert after[one.category] >= one.score


@given(items(), st.lists(st.sampled_from([*WEIGHTS.categories, "made_up"]), max_size=5))
def test_an_override_always_wins(item: SpecText, override: list[str]) -> None:
    mapped, ruled = map_item(item, WEIGHTS, override), map_item(item, WEIGHTS)
    assert (mapped.by, mapped.categories) == ("override", tuple(dict.fromkeys(override)))
    assert (ruled.by, mapped.scored) == ("rules", ruled.scored)


@given(items())
def test_writing_does_not_matter(item: SpecText) -> None:
    for form in ("NFD", "NFC"):
        loud = unicodedata.normalize(form, item.title.upper().replace(" ", "_-  "))
        assert map_item(replace(item, title=loud), WEIGHTS).categories == map_item(item, WEIGHTS).categories


def test_what_people_write_is_found() -> None:
    found = [(map_item(spec(title), WEIGHTS).categories, category) for title, category in LABELLED]
    wrong = [(got, wanted) for got, wanted in found if wanted not in got and (wanted or got)]
    assert [pair for pair in wrong if not pair[1]] == [], "a category for what has none"
    assert len(wrong) <= len(LABELLED) // 20


def test_titles_of_controls_are_found(packs: Packs) -> None:
    controls = [control for pack in packs.values() for control in pack.controls.values()]
    found = [
        one.category in map_item(spec(one.title, context=(one.description,)), WEIGHTS).categories for one in controls
    ]
    assert sum(found) >= 0.9 * len(controls)


def test_every_category_of_the_packs_has_an_entry(packs: Packs) -> None:
    of_packs = {control.category for pack in packs.values() for control in pack.controls.values()}
    assert of_packs == WEIGHTS.categories.keys()


def test_no_mark_is_written_twice_and_all_can_be_hit() -> None:
    for marks in (WEIGHTS.terms, WEIGHTS.tags):
        for phrase, said in marks.items():
            assert phrase, said
            assert len({category for category, _, _ in said}) == len(said), said
            assert all(weight >= 1 for _, _, weight in said)
    for said in WEIGHTS.categories.values():
        assert all(pattern == pattern.casefold() for pattern in said.paths)


@pytest.mark.parametrize("title", ["Nightly ACME backups", "#acme_backup", "acme-backup"])
def test_a_category_without_entry_is_found_by_its_name(title: str) -> None:
    assert "acme_backup" in map_item(spec(title), WEIGHTS.covering(["acme_backup", "testing"])).categories
    assert "acme_backup" not in map_item(spec(title), WEIGHTS).categories


def test_covering_keeps_entries() -> None:
    wider = WEIGHTS.covering(["made_up"])
    assert {name: wider.categories[name] for name in WEIGHTS.categories} == WEIGHTS.categories
    assert WEIGHTS.covering(WEIGHTS.categories) is WEIGHTS


def test_containers_speak_with_half_a_voice() -> None:
    own, around = (map_item(one, WEIGHTS).scored for one in (spec("GDPR"), spec("Timeline", context=("GDPR",))))
    assert (own[0].score, own[0].hits[0].kind) == (4, "term")
    both = {hit.kind: hit.weight for one in around if one.category == "data_protection" for hit in one.hits}
    assert both == {"context": 2}
    assert map_item(spec("GDPR", context=("GDPR",)), WEIGHTS).scored == own


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("policies", "policy"), ("breaches", "breach"), ("addresses", "address"), ("taxes", "tax"), ("records", "record"),
        ("process", "process"), ("status", "status"), ("analysis", "analysis"), ("as", "as"), ("wishes", "wish"),
    ],
)  # fmt: skip
def test_plurals(many: str, one: str) -> None:
    assert words_of(many) == words_of(one) == (one,)


@given(st.lists(st.sampled_from("abc"), max_size=6), st.integers(1, 4))
def test_phrases_are_the_runs(words: list[str], longest: int) -> None:
    text = f" {' '.join(words)} "
    phrases = phrases_of(words, longest)
    assert all(1 <= len(phrase) <= longest and f" {' '.join(phrase)} " in text for phrase in phrases)
    assert {word for phrase in phrases for word in phrase} == set(words)
    assert all(tuple(words[at : at + longest]) in phrases for at in range(len(words)))
