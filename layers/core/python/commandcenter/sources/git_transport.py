"""The ways a pack comes in: HTTP, or for the local stack a folder on this machine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from dulwich.object_store import ObjectStoreGraphWalker
from dulwich.objects import ObjectID
from dulwich.refs import Ref, check_ref_format

from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.sources.git_http import BoundedGitClient
from commandcenter.sources.git_local import allowed_path, send_pack
from commandcenter.sources.git_pack import PackSink
from commandcenter.sources.limits import Budget
from commandcenter.sources.network import Network

Send = Callable[["Wants", BinaryIO, int | None], PackSink]
"""Choose among the refs, write the pack of so many commits into a file, and return what took it."""


class Wants:
    """Choose the object to ask for among the refs of the other side."""

    def __init__(self, candidates: Sequence[bytes]) -> None:
        self.candidates = candidates
        self.tip: ObjectID | None = None

    def choose(self, refs: Mapping[Ref, ObjectID]) -> ObjectID:
        """Return the first candidate's; raises NotFoundError."""
        self.tip = next((refs[Ref(name)] for name in self.candidates if Ref(name) in refs), None)
        if self.tip is None:
            raise NotFoundError(f"no ref {self.candidates[0].decode()} in the repository")
        return self.tip

    def __call__(self, refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:  # noqa: ARG002
        return [self.choose(refs)]


def candidates(ref: str) -> list[bytes]:
    """List the full names a ref may stand for; raises InvalidInputError for what is no ref name."""
    if ref == "HEAD":
        return [b"HEAD"]
    names = [ref] if ref.startswith("refs/") else [f"refs/heads/{ref}", f"refs/tags/{ref}"]
    try:
        encoded = [name.encode() for name in names]
    except UnicodeEncodeError:
        encoded = []
    if ref.startswith("-") or len(ref) > 500 or not encoded or not all(check_ref_format(Ref(name)) for name in encoded):
        raise InvalidInputError(f"not a ref name: {ref!r:.80}")
    return encoded


def sender(url: str, budget: Budget, token: str | None, username: str, roots: Sequence[Path], network: Network) -> Send:
    """Return what asks the URL for a pack; raises for a URL that may not be fetched from."""
    scheme, _, rest = url.partition("://")
    if "?" in rest or "#" in rest or scheme not in ("https", "http", "file"):
        raise InvalidInputError("a source URL is https://host/path, without a query")
    if scheme == "file":
        path = allowed_path(url, roots)

        def send_local(wants: Wants, file: BinaryIO, depth: int | None) -> PackSink:
            sink = PackSink(file, budget.limits, budget.spend)
            most, tick = budget.limits.max_objects, budget.check_time
            send_pack(path, roots, wants.choose, sink.write, tick=tick, depth=depth, max_files=most)
            return sink

        return send_local
    client = BoundedGitClient(url, budget=budget, network=network, token=token, username=username)

    def send_http(wants: Wants, file: BinaryIO, depth: int | None) -> PackSink:
        sink = PackSink(file, budget.limits, lambda _: None)  # the client counts all it reads
        walker = ObjectStoreGraphWalker([], lambda _: [])
        result = client.fetch_pack("", wants, walker, sink.write, depth=depth, ref_prefix=list(wants.candidates))
        if result.object_format not in (None, "sha1"):
            raise InvalidInputError(f"repositories with {result.object_format} ids are not read")
        return sink

    return send_http
