"""A store with an audited project and keys to attest with; no command may ever show a passphrase, a key or a token."""

import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandcenter.cli.main import main
from commandcenter.kernel.layers import CHECKOUT

HERE = Path(__file__).parent
UNIT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(UNIT / "hub"), str(UNIT / "mesh" / "federation"), str(CHECKOUT / "infra" / "pinning")]

SECRETS = {name: f"canary of {name}" for name in ("COMMANDCENTER_PASSPHRASE", "COMMANDCENTER_KEY")}
SECRETS["COMMANDCENTER_PIN_TOKEN"] = "canary-of-token"
PROOF = b"The report for the second quarter, as it was filed.\n"
FACTS = """facts:
  entity: {mica_roles: [art_issuer]}
  token: {issue_value_eur: 100000001, eu_official_currency: false}
  reporting: {nca_required: false, latest_quarter_submitted: true, fields: [holders]}
evidence:
  reporting: %s
  token: %s
  entity: %s
"""
KEYS = ("--key", "file:keys/signing.pem", "--log-key", "file:keys/log.pem")


@pytest.fixture
def command(command, monkeypatch: pytest.MonkeyPatch):
    """Run a command with secrets in its environment that must not come out of it."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: object) -> Any:
        done = command(*arguments)
        shown = [value for value in SECRETS.values() if value in done.out + done.err]
        assert not shown, "a secret came out"
        return done

    return call


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory, bundles: tuple[Path, Path]) -> Path:
    """Make, once, a folder with a store in which `shop` is audited, evidence kept, and with keys; tests get copies."""
    folder = tmp_path_factory.mktemp("audited")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COMMANDCENTER_OPA", str(bundles[0]))
        patch.setenv("COMMANDCENTER_CACHE", str(bundles[1]))
        patch.setenv("COMMANDCENTER_PASSPHRASE", SECRETS["COMMANDCENTER_PASSPHRASE"])
        (folder / "shop/compliance").mkdir(parents=True)
        (folder / "proof.txt").write_bytes(PROOF)
        (folder / "shop/shop.py").write_text("def sell():\n    return 1\n")
        run("index", "shop", "--store", "store")
        reference = f'{{uri: "evidence:proof.txt", sha256: "{sha256(PROOF)}", collected_at: "2026-01-02"}}'
        run("evidence:add", "proof.txt", "--project", "shop", "--store", "store")
        (folder / "shop/compliance/facts.yaml").write_text(FACTS % (reference, reference, reference))
        run("index", "shop", "--store", "store")
        run("audit", "shop", "--store", "store", "--packs", "mica", "--as-of", "2026-09-01")
        run("attest:keys", "keys")
    return folder


@pytest.fixture
def shop(command, audited: Path, tmp_path: Path) -> Callable[..., Any]:
    """Run commands beside a store whose project `shop` is audited, and attested by nobody yet."""
    shutil.copytree(audited, tmp_path, dirs_exist_ok=True)
    return command


@pytest.fixture
def attested(shop) -> Callable[..., Any]:
    """Run commands beside a store whose project `shop` is attested."""
    done = shop("attest:generate", "shop", *KEYS)
    assert (done.code, done.err) == (0, "")
    return shop


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert not ended.value.code, arguments


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
