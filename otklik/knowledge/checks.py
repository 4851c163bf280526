"""Which encoder is at work and where vectors are compared, in `otklik check`."""

from collections.abc import Iterator

from otklik.kernel.checks import Finding, check, fine, warning
from otklik.knowledge import embedding, vectors
from otklik.knowledge.encoding import best


@check
def likeness() -> Iterator[Finding]:
    """What is alike, and how it is found."""
    encoder = best()
    yield fine("likeness", f"encoder {encoder.name}, {encoder.dimensions} numbers a text")
    bound = vectors.NEWEST_COMPARED[vectors.store()]
    if vectors.store() == vectors.PGVECTOR:
        yield fine("vectors", f"in pgvector; a question is compared with the newest {bound} requests")
    else:
        advice = "the extension `vector` would compare more (on Debian: postgresql-NN-pgvector)"
        yield warning("vectors", f"in rows; a question is compared with the newest {bound} requests; {advice}")
    for one in embedding.progress():
        if not one.is_finished:
            yield warning(f"vectors of {one.kind.value}s", f"{one.share} %; the worker goes on with them")
