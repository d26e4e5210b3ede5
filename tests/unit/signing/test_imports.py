"""Who pays for OpenSSL and boto3: only what signs, or checks a signature."""

import subprocess
import sys

import pytest

HEAVY = ("cryptography", "boto3", "botocore", "http_sf")


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("model", set()),
        ("signer", set()),
        ("jwks", set()),
        ("dsse", set()),
        ("signature_fields", {"http_sf"}),
        ("http_signatures", {"http_sf"}),
        ("pyca", {"cryptography"}),
        ("key_files", {"cryptography"}),
        ("kms", {"cryptography", "boto3", "botocore"}),
    ],
)
def test_a_module_loads_no_more_than_it_needs(module, loaded) -> None:
    code = f"import sys, commandcenter.signing.{module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == loaded
