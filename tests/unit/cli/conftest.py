"""Commands run in this process as a person runs them, in a folder of their own, over a store of their own."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commandcenter.cli.main import main
from commandcenter.policy.binary import find_opa

Command = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def says(self, code: int, *words: str) -> bool:
        """Say whether it ended with this code and one line of error that holds these words."""
        line = self.err.strip()
        return self.code == code and "\n" not in line and line != "" and all(word in line for word in words)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """OPA, and a place for the bundles of this session."""
    return find_opa(), tmp_path_factory.mktemp("bundles")


@pytest.fixture
def command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    bundles: tuple[Path, Path],
) -> Command:
    """Run a command; whatever it raises beside an exit fails the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMANDCENTER_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COMMANDCENTER_OPA", str(bundles[0]))
    monkeypatch.setenv("COMMANDCENTER_CACHE", str(bundles[1]))
    monkeypatch.setenv("COMMANDCENTER_PASSPHRASE", "open sesame")

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, Any]], None]:
    """Write files below the test's folder: text and bytes as they are, all else as JSON (which is YAML)."""

    def put(files: Mapping[str, Any]) -> None:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    return put


@pytest.fixture
def proof() -> Callable[[bytes], dict[str, str]]:
    """Refer to a piece of evidence by its digest."""

    def refer(data: bytes, **other: str) -> dict[str, str]:
        sha256 = hashlib.sha256(data).hexdigest()
        return {"uri": "compliance/proof.txt", "sha256": sha256, "collected_at": "2026-01-02"} | other

    return refer
