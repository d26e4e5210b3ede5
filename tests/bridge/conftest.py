"""Two hubs with a bridge key each, and one NATS server."""

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from honest_hub import Hub
from processes import PASSPHRASE, NatsServer

from commandcenter.signing.key_files import generate_key, open_key_file


@pytest.fixture
def server(tmp_path):
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "bridge.pem"
    generate_key(path, "ed25519", PASSPHRASE)
    return path


@pytest.fixture
def signer(key_file):
    return open_key_file(str(key_file), PASSPHRASE)


@pytest.fixture
def hubs(signer):
    """Return two hubs that listen and know the bridges' key."""
    with ExitStack() as stack:
        made = [stack.enter_context(Hub(name).answering()) for name in ("atlas", "veria")]
        for hub in made:
            hub.pin(signer.public_key())
        yield made
