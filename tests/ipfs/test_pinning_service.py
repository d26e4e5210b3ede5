"""The plugin pin-service with a service that takes what it pins from a Kubo node, and with that node's own gateway."""

import sys

import pytest
from kubo_node import pinner

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, file_cid
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.layers import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "infra" / "pinning"))

from pinning_service import PinningService, gateway_blocks, serving

LARGE = b"0123456789" * (CHUNK_BYTES // 4)


@pytest.mark.parametrize(("name", "data"), [(raw_cid, b"by way of a service"), (file_cid, LARGE)], ids=["raw", "file"])
def test_content_goes_from_us_to_the_node_to_the_service_and_back(node, name, data):
    cid = name(data)
    service = PinningService("token", gateway_blocks(node.gateway))
    with serving(service) as url:
        client = pinner("pin-service", endpoint=url, gateway=url, token="token", origins=[node.api])
        assert client.pin(cid, data, "x")["status"] == "queued"
        assert client.pin(cid, data, "x")["status"] == "queued"  # nobody has it yet
        assert client.fetch(cid) is None
        pinner("pin-kubo", api=node.api).pin(cid, data, "x")
        assert client.pin(cid, data, "x")["status"] == "pinned"
        assert client.fetch(cid) == data
        assert len(service.pins) == 1


def test_the_gateway_of_a_real_node_gives_the_blocks(node):
    data = LARGE + b"by gateway"
    cid = file_cid(data)
    client = pinner("pin-service", endpoint=node.gateway, gateway=node.gateway, token="token")
    assert client.fetch(cid) is None
    pinner("pin-kubo", api=node.api).pin(cid, data, "")
    assert client.fetch(cid) == data
    with pytest.raises(InvalidInputError, match="refuses"):  # a gateway is no pinning service
        client.pin(cid, data, "")
