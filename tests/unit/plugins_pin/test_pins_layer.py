"""The layer of pin-kubo ships the versions that it is tried with."""

import re
from importlib.metadata import requires, version

from packaging.requirements import Requirement

from commandcenter.kernel.layers import CHECKOUT


def test_the_layer_holds_what_the_client_needs_in_the_versions_tried_here():
    lines = (CHECKOUT / "layers" / "pins" / "requirements.txt").read_text().splitlines()
    pins = dict(re.fullmatch(r"([a-z0-9-]+)==(\S+) +# [A-Za-z0-9.-]+: .+", line).groups() for line in lines)
    assert pins == {name: version(name) for name in pins}
    needed, todo = set(), ["ipfshttpclient"]
    while todo:
        needed.add(name := todo.pop())
        found = map(Requirement, requires(name) or ())
        todo += [one.name for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]
    assert {name.replace("_", "-") for name in needed} == set(pins)
