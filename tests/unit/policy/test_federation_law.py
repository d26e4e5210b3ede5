"""The laws of the federation, through real OPA, held against the same laws written a second time in Python."""

import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.policy.client import OpaClient

sys.path.insert(0, str(Path(__file__).parents[1] / "mesh" / "federation"))
from federation_parts_memory import PythonLaw

MODEL = PythonLaw()
HUBS = ("alpha", "beta", "gamma", "al", "alpha-2", "nats-main")
names = st.sampled_from(HUBS)
leaves = st.sampled_from(["presence", "summary", "escalation", "secrets", "presence.x", "Presence"])
subjects = st.one_of(
    st.builds("{}.global.{}".format, names, leaves),
    st.sampled_from(
        ["fed.refresh", "fed.audit.sweep", "fed.report", "fed.other", "hub.audit.requested", "alpha.global"]
    ),
)
patterns = st.one_of(
    subjects,
    st.sampled_from(
        [">", "*.global.*", "*.global.>", "alpha.>", "fed.>", "fed.*", "*", "alpha.global.presence.>", "*.*.summary"]
    ),
)
sources = st.builds("urn:cc:{}".format, names)
events = st.fixed_dictionaries({"type": subjects, "source": sources, "targets": st.lists(names, max_size=3)})
roles = st.sampled_from(["upstream", "downstream", "both", "none"])
exports = st.fixed_dictionaries(
    {
        "hub": st.sampled_from(HUBS[:2]),
        "peer": st.fixed_dictionaries(
            {
                "hub": names,
                "kind": st.sampled_from(["https", "nats"]),
                "role": roles,
                "bridge": st.booleans(),
                "subjects": st.lists(patterns, max_size=2),
                "reaches": st.lists(names, max_size=2),
            }
        ),
        "event": events,
    }
)
entries = st.fixed_dictionaries(
    {
        "hub": st.sampled_from(HUBS[:2]),
        "peer": st.fixed_dictionaries(
            {
                "hub": names,
                "role": roles,
                "allow": st.lists(st.sampled_from(["fed.refresh", "fed.audit.sweep", "fed.other"]), max_size=2),
            }
        ),
        "event": events,
        "via": st.fixed_dictionaries({"bridge": st.booleans(), "subjects": st.lists(patterns, max_size=2)}),
    }
)


def own(facts, hub):
    """Make half of the inputs speak of the hub they should, or all would fall at the first question."""
    facts["event"]["source"] = f"urn:cc:{hub}"
    return facts


@given(facts=st.one_of(exports, exports.map(lambda facts: own(facts, facts["hub"]))))
@settings(max_examples=60, deadline=None)
def test_export(hub_policies: OpaClient, facts) -> None:
    assert dict(hub_policies.decide("hub/federation/export", facts)) == MODEL.decide("hub/federation/export", facts)


@given(facts=st.one_of(entries, entries.map(lambda facts: own(facts, facts["peer"]["hub"]))))
@settings(max_examples=60, deadline=None)
def test_enter(hub_policies: OpaClient, facts) -> None:
    assert dict(hub_policies.decide("hub/federation/enter", facts)) == MODEL.decide("hub/federation/enter", facts)


@given(hub=names, subject=st.one_of(subjects, st.sampled_from(["hub.broadcast.announce", ""])))
@settings(max_examples=60, deadline=None)
def test_publish(hub_policies: OpaClient, hub: str, subject: str) -> None:
    allowed = subject in ("hub.broadcast.announce", "hub.audit.requested", f"{hub}.global.escalation")
    assert hub_policies.decide("hub/federation/publish", {"hub": hub, "type": subject})["allow"] is allowed


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from(["alpha", "urn:cc:alpha", "alpha.global.presence", "both"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["hub", "peer", "event", "type", "source", "role", "bridge", "targets", "via"]), inner
        )
    ),
    max_leaves=8,
)


@given(facts=json_values)
@settings(max_examples=40, deadline=None)
def test_odd_input_is_denied(hub_policies: OpaClient, facts) -> None:
    for law in ("export", "enter", "publish"):
        assert hub_policies.decide(f"hub/federation/{law}", facts)["allow"] is False


def test_kinds_of_entities_that_never_leave(hub_policies: OpaClient) -> None:
    peer = {"hub": "meta", "kind": "https", "role": "upstream", "bridge": False, "subjects": [], "reaches": ["meta"]}
    event = {"type": "alpha.global.summary", "source": "urn:cc:alpha", "targets": []}
    said = hub_policies.decide("hub/federation/export", {"hub": "alpha", "peer": peer, "event": event})
    assert sorted(said["fields"]) == ["hub", "link", "project"]
