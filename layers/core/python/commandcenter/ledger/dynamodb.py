"""Items in the hub's one DynamoDB table, through PynamoDB.

entity        pk G#<project>  sk <2 hex digits of the bucket>#<key>  rev, body (absent: tombstone, dead), alias, owner
bucket roots  pk G#<project>  sk ~roots                              rev, roots
head          pk HEADS        sk <project>                           rev, digest, ..., published
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from commandcenter.ledger.aliases import alias_of, normal_alias
from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.state_tree import BUCKETS, Buckets, bucket_of

_HEADS = "HEADS"
_ROOTS = "~roots"
_THREADS = 16
_COUNTS = struct.Struct(f">{BUCKETS}I")
_HEAD_FIELDS = ("digest", "state_root", "at", "origin", "entities", "materialised")


class ByAlias(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Find entities by another name."""

    class Meta:
        index_name = "by_alias"
        projection = KeysOnlyProjection()

    alias = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute(range_key=True)


class Row(Model):
    """Hold any of the three kinds of row."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    rev = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)
    dead = BooleanAttribute(null=True)
    alias = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    roots = BinaryAttribute(null=True, legacy_encoding=False)
    digest = UnicodeAttribute(null=True)
    state_root = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    entities = NumberAttribute(null=True)
    materialised = NumberAttribute(null=True)
    published = NumberAttribute(null=True)


class DynamoItems:
    """Keep items in a table; credentials come from the environment.

    Args:
        table_name, region: Of the table.
        endpoint: URL of another DynamoDB than AWS's, or None.
    """

    def __init__(self, table_name: str, region: str, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint, "max_pool_connections": _THREADS}
        fields = {"Meta": type("Meta", (), meta), "by_alias": ByAlias()}
        self._row = cast("type[Row]", type("TableRow", (Row,), fields))

    def head(self, project: str) -> Head | None:
        row = self._find(_HEADS, project)
        return _head(row) if row else None

    def heads(self) -> Iterator[Head]:
        return map(_head, self._row.query(_HEADS, consistent_read=True))

    def buckets(self, project: str) -> Buckets | None:
        row = self._find(_partition(project), _ROOTS)
        return _unpack(int(row.rev), row.roots) if row else None

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        begins = Row.sk.startswith(f"{number:02x}#")
        rows = self._row.query(_partition(project), begins, consistent_read=True)
        return {entity.key: entity for entity in map(_entity, rows)}

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        wanted = [(_partition(project), _sort_key(key)) for key in keys]
        return {entity.key: entity for entity in map(_entity, self._row.batch_get(wanted, consistent_read=True))}

    def scan(self, project: str) -> Iterator[Entity]:
        return map(_entity, self._row.query(_partition(project), Row.sk < _ROOTS, consistent_read=True))

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        """Write with many requests at once; the first alone, as PynamoDB's connection is not made safely by threads."""
        rest = iter(entities)
        first = next(rest, None)
        if first is None:
            return
        self._write(project, first)
        with ThreadPoolExecutor(_THREADS) as pool:
            for done in [pool.submit(self._write, project, entity) for entity in rest]:
                done.result()

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        roots = self._row(_partition(head.project), _ROOTS, rev=buckets.rev, roots=_pack(buckets))
        _tried(lambda: roots.save(condition=_older(buckets.rev)))
        fields = head.to_json()
        actions = [getattr(Row, name).set(fields[name]) for name in _HEAD_FIELDS]
        actions += [Row.rev.set(head.rev), Row.published.set(Row.published | 0)]
        condition = Row.rev.between(base, head.rev - 1) if base else _older(head.rev)
        _tried(lambda: self._row(_HEADS, head.project).update(actions=actions, condition=condition))

    def mark_published(self, project: str, rev: int) -> None:
        row = self._row(_HEADS, project)
        _tried(lambda: row.update(actions=[Row.published.set(rev)], condition=Row.published < rev))

    def clear(self, project: str) -> None:
        with self._row.batch_write() as batch:
            batch.delete(self._row(_HEADS, project))
        keys = self._row.query(_partition(project), consistent_read=True, attributes_to_get=["pk", "sk"])
        with self._row.batch_write() as batch:
            for row in keys:
                batch.delete(row)

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        rows = self._row.query(normal_alias(alias), index_name="by_alias")
        return sorted(cast("tuple[str, str]", tuple(row.owner.split("#", 1))) for row in rows)

    def _find(self, pk: str, sk: str) -> Row | None:
        try:
            return self._row.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None

    def _write(self, project: str, entity: Entity) -> None:
        row = self._row(_partition(project), _sort_key(entity.key), rev=entity.rev)
        if entity.data is None:
            row.dead = True
        else:
            row.body = entity.data.decode()
            row.alias = alias_of(entity.body)
            row.owner = f"{project}#{entity.key}" if row.alias else None
        _tried(lambda: row.save(condition=_older(entity.rev)))


def _partition(project: str) -> str:
    return f"G#{project}"


def _sort_key(key: str) -> str:
    return f"{bucket_of(key):02x}#{key}"


def _older(rev: int) -> Condition:
    return cast("Condition", Row.rev.does_not_exist() | (Row.rev < rev))


def _tried(write: Any) -> None:
    """Run a conditional write; that somebody was further already is well."""
    try:
        write()
    except (PutError, UpdateError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _entity(row: Row) -> Entity:
    return Entity(row.sk[3:], int(row.rev), None if row.body is None else row.body.encode())


def _head(row: Row) -> Head:
    names = (*_HEAD_FIELDS, "rev", "published")
    return Head.from_json({"project": row.sk} | {name: getattr(row, name) for name in names})


def _pack(buckets: Buckets) -> bytes:
    return b"".join(buckets.roots) + _COUNTS.pack(*buckets.counts)


def _unpack(rev: int, packed: bytes) -> Buckets:
    roots = tuple(packed[at : at + 32] for at in range(0, 32 * BUCKETS, 32))
    return Buckets(rev, roots, _COUNTS.unpack(packed[32 * BUCKETS :]))
