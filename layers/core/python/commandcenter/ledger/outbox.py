"""Tell the world of commits, in order and at least once: what a stream handler and the sweeper call."""

from collections.abc import Callable, Iterator

from commandcenter.ledger.history import find_commit, read_commit
from commandcenter.ledger.model import Head, Header
from commandcenter.ledger.ports import ItemStore, ObjectStore

Emit = Callable[[Header, Head], None]


def project_names(objects: ObjectStore) -> Iterator[str]:
    """Yield the projects that have commits, whether a head shows them yet or not."""
    return objects.folders("commits/")


def lagging(objects: ObjectStore, items: ItemStore) -> Iterator[str]:
    """Yield the projects with commits not yet shown in the items, or shown but not published."""
    for project in project_names(objects):
        head = items.head(project)
        if head is None or head.materialised > head.published or find_commit(objects, project, head.rev + 1):
            yield project


def publish_head(objects: ObjectStore, items: ItemStore, head: Head, emit: Emit) -> int:
    """Emit each revision after `published` up to `materialised`, marking each once emitted; returns how many."""
    for rev in range(head.published + 1, head.materialised + 1):
        emit(read_commit(objects, head.project, rev).header, head)
        items.mark_published(head.project, rev)
    return head.materialised - head.published
