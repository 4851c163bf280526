"""Vectors of texts: stored with the name of their encoder, compared where they lie (issue 6, F20).

Where the server has pgvector, the vectors of requests lie in a table of its type, which is made when the extension is
there and which Django's migrations do not know; else as bytes, of which the newest are compared in this process.
Vectors of articles and ready answers are few and always bytes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import NotSupportedError, OperationalError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from otklik.kernel import clock
from otklik.knowledge.encoding import Vectors, best, unit
from otklik.knowledge.models import Kind, TextVector

log = logging.getLogger(__name__)

PGVECTOR, ROWS = "pgvector", "rows"
NEWEST_COMPARED = {PGVECTOR: 20_000, ROWS: 3_000}
"""Requests that one question is compared with: 20,000 half vectors of 1,536 numbers take pgvector about 60 ms."""
MOST_DIMENSIONS = 4000
"""What the type of pgvector holds."""

_NEWEST = {
    PGVECTOR: "SELECT noun, numbers FROM knowledge_near WHERE encoder = %s AND noun IN ({among})"
    " ORDER BY noun DESC LIMIT %s",
    ROWS: "SELECT noun, numbers FROM knowledge_textvector WHERE kind = 'ticket' AND encoder = %s"
    " AND numbers IS NOT NULL AND noun IN ({among}) ORDER BY noun DESC LIMIT %s",
}
_BY_LIKENESS = """
WITH newest AS MATERIALIZED ({newest}) -- else the planner may sort by distance before it has cut the newest off
SELECT noun, -(numbers <#> %s::halfvec) AS likeness FROM newest ORDER BY likeness DESC, noun DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Near:
    """Something alike; `likeness` is the cosine, at most 1."""

    noun: int
    likeness: float


def store(kind: Kind = Kind.TICKET) -> str:
    """Where vectors of a kind are kept: those of requests in "pgvector" if its table is there, others in "rows"."""
    return PGVECTOR if kind == Kind.TICKET and _has_table() else ROWS


def prepare() -> str:
    """Make the extension and the table where the server has them and lets us; where vectors will be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
        if not cursor.fetchone()[0] or best().dimensions > MOST_DIMENSIONS:
            return ROWS
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS knowledge_near (noun bigint PRIMARY KEY, encoder text NOT NULL,"
                " numbers halfvec NOT NULL)"
            )
    except (ProgrammingError, OperationalError, NotSupportedError) as error:
        log.warning("pgvector is there and cannot be used: %s", error)
        return ROWS
    return PGVECTOR


def keep(kind: Kind, texts: Mapping[int, str]) -> int:
    """Encode the texts, by the id of what they are of; the same text is not encoded twice. How many were."""
    encoder, has_numbers = best(), store(kind) == ROWS
    digests = {noun: _digest(text) for noun, text in texts.items()}
    known = TextVector.objects.filter(kind=kind, noun__in=list(texts), encoder=encoder.name)
    known = known.filter(numbers__isnull=not has_numbers)
    same = {noun for noun, digest in known.values_list("noun", "digest") if digests[noun] == digest}
    fresh = [noun for noun in texts if noun not in same]
    if not fresh:
        return 0
    rows = encoder.encode([texts[noun] for noun in fresh])
    vectors = [
        TextVector(
            kind=kind,
            noun=noun,
            encoder=encoder.name,
            digest=digests[noun],
            numbers=row.astype(np.float16).tobytes() if has_numbers else None,
            made_at=clock.now(),
        )
        for noun, row in zip(fresh, rows, strict=True)
    ]
    with transaction.atomic():
        TextVector.objects.bulk_create(
            vectors,
            update_conflicts=True,
            unique_fields=["kind", "noun"],
            update_fields=["encoder", "digest", "numbers", "made_at"],
        )
        if not has_numbers:
            _put(encoder.name, fresh, rows)
    return len(fresh)


def forget(kind: Kind, nouns: Iterable[int]) -> None:
    """Let these be compared no more."""
    gone = list(nouns)
    TextVector.objects.filter(kind=kind, noun__in=gone).delete()
    if store(kind) == PGVECTOR:
        _run("DELETE FROM knowledge_near WHERE noun = ANY(%s::bigint[])", [gone])


def known(kind: Kind, nouns: Sequence[int]) -> dict[int, Vectors]:
    """The vectors of these, as the present encoder made them; what has none yet is missing."""
    name = best().name
    if store(kind) == PGVECTOR:
        asked = "SELECT noun, numbers::real[] FROM knowledge_near WHERE noun = ANY(%s::bigint[]) AND encoder = %s"
        return {noun: np.array(numbers, dtype=np.float32) for noun, numbers in _rows(asked, [list(nouns), name])}
    found = TextVector.objects.filter(kind=kind, noun__in=list(nouns), encoder=name, numbers__isnull=False)
    return {noun: _read(bytes(numbers or b"")) for noun, numbers in found.values_list("noun", "numbers")}


def near_requests(vector: Vectors, among: QuerySet[Any, Any] | None = None, *, most: int = 10) -> list[Near]:
    """The requests whose vectors are nearest, the nearest first, of the newest that `among` lets through.

    `among` is a queryset of one column, ids of requests; it says who may see what, and which are of use.
    """
    where = store()
    inner, values = among.query.sql_with_params() if among is not None else ("SELECT noun", ())
    newest = _NEWEST[where].replace("{among}", inner)
    bounded = [best().name, *values, NEWEST_COMPARED[where]]
    if where == PGVECTOR:
        said = "[" + ",".join(f"{number:.5g}" for number in vector) + "]"
        found = _rows(_BY_LIKENESS.replace("{newest}", newest), [*bounded, said, most])
        return [Near(noun, float(like)) for noun, like in found]
    found = _rows(newest, bounded)
    return nearest(vector, [noun for noun, _numbers in found], [numbers for _noun, numbers in found], most)


def nearest(vector: Vectors, nouns: Sequence[int], numbers: Sequence[bytes], most: int) -> list[Near]:
    """The same for vectors as they are stored in bytes."""
    if not nouns:
        return []
    likeness = np.vstack([_read(one) for one in numbers]) @ vector
    order = np.argsort(-likeness, kind="stable")[:most]
    return [Near(nouns[place], float(likeness[place])) for place in order]


def encoded(text: str) -> Vectors:
    """The vector of a question; the last ones are remembered."""
    return _encoded(text, best().name)


@lru_cache(maxsize=256)
def _encoded(text: str, _name: str) -> Vectors:
    row: Vectors = best().encode([text])[0]
    return row


def _read(numbers: bytes) -> Vectors:
    row: Vectors = unit(np.frombuffer(numbers, dtype=np.float16).astype(np.float32)[None, :])[0]
    return row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _put(encoder: str, nouns: Sequence[int], rows: Vectors) -> None:
    said = ["[" + ",".join(f"{number:.5g}" for number in row) + "]" for row in rows]
    _run(
        "INSERT INTO knowledge_near (noun, encoder, numbers)"
        " SELECT noun, %s, said::halfvec FROM unnest(%s::bigint[], %s::text[]) AS t (noun, said)"
        " ON CONFLICT (noun) DO UPDATE SET encoder = excluded.encoder, numbers = excluded.numbers",
        [encoder, list(nouns), said],
    )


def _has_table() -> bool:
    return bool(_rows("SELECT to_regclass('knowledge_near')", [])[0][0])


def _run(query: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def _rows(query: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
        return found
