"""A store with a project that is attested, as commands see it."""

from pathlib import Path
from typing import Any

from commandcenter.attestation.log.checkpoint import read_checkpoint

KEYS = ("--key", "file:keys/signing.pem", "--log-key", "file:keys/log.pem")


def files(folder: str = "store") -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def entries() -> int:
    return read_checkpoint(Path("store/log/checkpoint").read_bytes()).size


def bundle(run, *more: str) -> bytes:
    done = run("attest:bundle", "shop", *more, "--out", "b.zip", "--force", "--key", "file:keys/signing.pem")
    assert (done.code, done.out) == (0, "b.zip\n"), done
    return Path("b.zip").read_bytes()


def check(run, *more: str) -> Any:
    return run("attest:verify", "b.zip", *more)


def trusted(run) -> tuple[int, str]:
    done = check(run, "--keys", "keys/keys.json")
    return done.code, done.out.partition(":")[0]


def told(run, *more: str) -> Any:
    return run("attest:show", "shop", *more, "--json").json
