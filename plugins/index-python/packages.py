"""Which distribution on PyPI an import may come from."""

import sys
from collections.abc import Iterator, Mapping

from commandcenter.indexing.purls import purl_of

_OTHER_NAMES: Mapping[str, str] = {
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "git": "gitpython",
    "google.protobuf": "protobuf",
    "graphql": "graphql-core",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "markdown_it": "markdown-it-py",
    "OpenSSL": "pyopenssl",
    "opa_client": "opa-python-client",
    "packageurl": "packageurl-python",
    "pkg_resources": "setuptools",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "xdist": "pytest-xdist",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""Imports that are not named as their distribution is."""


def dependency_keys(dotted: str) -> Iterator[str]:
    """Yield the keys of dependencies an imported name may belong to; the join drops those not declared."""
    parts = dotted.split(".")
    if parts[0] in sys.stdlib_module_names:
        return
    for count in range(1, min(len(parts), 3) + 1):
        prefix = ".".join(parts[:count])
        for name in (prefix, _OTHER_NAMES.get(prefix)):
            if name:
                yield f"dependency:{purl_of('pypi', name)}"
