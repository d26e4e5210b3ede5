"""A small registry of attestations, for tests and demonstrations.

python infra/registry --port 0 --folder registry --token-file token.txt
"""

import argparse
import threading
from pathlib import Path

from attestation_registry import FAULTS, AttestationRegistry
from kept_entries import KeptEntries
from registry_server import serving


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 for a free one")
    parser.add_argument("--folder", type=Path, help="where entries are kept; in memory when left out")
    parser.add_argument("--token-file", type=Path, required=True, help="holds the bearer token of callers")
    parser.add_argument("--fail", metavar="ANSWER:TIMES", help=f"what the first requests meet: {', '.join(FAULTS)}")
    arguments = parser.parse_args()
    token = arguments.token_file.read_text().strip()
    if not token:
        parser.error(f"{arguments.token_file} holds no token")
    registry = AttestationRegistry(token, KeptEntries(arguments.folder))
    if arguments.fail:
        answer, _, times = arguments.fail.partition(":")
        try:
            registry.fail(int(times or 1), answer)
        except ValueError as error:
            parser.error(str(error))
    with serving(registry, arguments.port) as url:
        print(url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
