"""Where files that ship in Lambda layers stand: /opt on AWS, a folder per layer on the local stack, the checkout elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path

from commandcenter.kernel.errors import UnavailableError

CHECKOUT = Path(__file__).resolve().parents[5]


def find_in_layers(relative: str) -> Path:
    """Return the first existing `<layer>/<relative>`; raises UnavailableError when no layer has it."""
    for root in _roots():
        if (root / relative).exists():
            return root / relative
    raise UnavailableError(f"{relative} is in no layer and not in the checkout")


def _roots() -> Iterator[Path]:
    # The local engine has no /opt of its own: it lists where it unpacked each layer.
    for folder in os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep):
        if folder:
            yield Path(folder)
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        yield Path("/opt")
    yield CHECKOUT
