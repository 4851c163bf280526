"""What is published, prepared once to be asked by everybody: kept by the process, made anew when that changes.

A few hundred texts are prepared at once. Thousands take seconds: they are prepared beside, by a thread, and whoever
asks meanwhile is answered from what stood before, or from the database if nothing did; nobody waits. Readers and staff
have one each, so that no word of what only we may read counts for a reader. Who may see what is asked anew each time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from django.db import connections
from django.db.models import BigIntegerField, Count, F, Func, Sum, Value
from django.db.models.functions import Left

from otklik.knowledge import vectors
from otklik.knowledge.encoding import Vectors, meaning, unit
from otklik.knowledge.models import ArticleText, Kind
from otklik.knowledge.models.article import Visibility
from otklik.knowledge.models.text import ArticleTextQuerySet
from otklik.knowledge.similarity import Collection, Known, Scores

log = logging.getLogger(__name__)

MOST = 30_000
"""Texts that are ranked: the last published."""
AT_ONCE = 500
"""So many are prepared while somebody waits: a tenth of a second."""
BELIEVED = 1.0
"""Seconds for which more than that are not asked whether something was published."""
BODY = 1500
"""Characters of a body that are read."""
BODY_WEIGHT = 0.3

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Prepared:
    """Texts by their places: `versions`, and the article and language of each."""

    stamp: Stamp
    versions: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]
    languages: npt.NDArray[np.str_]
    titles: Known
    bodies: Collection

    def scores(self, question: str) -> Scores:
        """By all that is installed for titles and summaries, by words for bodies."""
        return self.titles.scores(question) + BODY_WEIGHT * self.bodies.scores(question)

    @cached_property
    def places(self) -> dict[int, list[int]]:
        """Where the texts of an article stand."""
        found: dict[int, list[int]] = {}
        for place, article in enumerate(self.articles.tolist()):
            found.setdefault(article, []).append(place)
        return found


class Standing:
    """One shelf of a process, for staff or for readers."""

    def __init__(self, *, for_staff: bool) -> None:
        self._for_staff = for_staff
        self._known: Prepared | None = None
        self._checked = 0.0
        self._lock = threading.Lock()
        self._is_made = False

    def get(self) -> Prepared | None:
        """What is prepared; None while so much is prepared for the first time that one would wait for it."""
        known, now = self._known, time.monotonic()
        if known and known.stamp[0] > AT_ONCE and now - self._checked < BELIEVED:
            return known
        stamp, self._checked = self._stamp(), now
        if known and known.stamp == stamp:
            return known
        if stamp[0] <= AT_ONCE:
            self._known = known = self._make(stamp)
            return known
        self.begin()
        return known

    def begin(self) -> threading.Thread | None:
        """Prepare beside; None if somebody does it already."""
        with self._lock:
            if self._is_made:
                return None
            self._is_made = True
        beside = threading.Thread(target=self._work, name="articles", daemon=True)
        beside.start()
        return beside

    def _work(self) -> None:
        try:
            self._known = self._make(self._stamp())
        except Exception:  # the next who asks begins again; what stood before goes on answering
            log.exception("articles were not prepared")
        finally:
            self._is_made = False
            connections.close_all()

    def _texts(self) -> ArticleTextQuerySet:
        found = ArticleText.objects.published()
        return found if self._for_staff else found.exclude(article__visibility=Visibility.STAFF)

    def _stamp(self) -> Stamp:
        """How many versions are published, and a sum of their hashes, whatever the order."""
        template = "hashint8extended(%(expressions)s, 0)"
        hashed = Func(F("live"), template=template, output_field=BigIntegerField())
        found = self._texts().aggregate(count=Count("pk"), mark=Sum(hashed, default=Value(0)))
        return found["count"], int(found["mark"])

    def _make(self, stamp: Stamp) -> Prepared:
        rows = self._texts().order_by("-published_at", "-pk").annotate(begins=Left("live__body", BODY))
        columns = ("pk", "live", "article", "language", "live__title", "live__summary", "begins")
        texts = list(rows.values_list(*columns)[:MOST])
        said = [f"{title}. {summary}" for *_ids, title, summary, _body in texts]
        return Prepared(
            stamp,
            np.array([row[1] for row in texts], dtype=np.int64),
            np.array([row[2] for row in texts], dtype=np.int64),
            np.array([row[3] for row in texts], dtype=np.str_),
            Known(said, rows=_meanings([row[0] for row in texts], said)),
            Collection([row[6] for row in texts], letters=False),
        )


def _meanings(texts: Sequence[int], said: Sequence[str]) -> Vectors | None:
    """As the worker has stored them; those that it has not are encoded here."""
    encoder = meaning()
    if encoder is None or not texts:
        return None
    known = vectors.known(Kind.ARTICLE, texts)
    missing = [place for place, pk in enumerate(texts) if pk not in known]
    rows = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
    for place, pk in enumerate(texts):
        if pk in known:
            rows[place] = known[pk][: encoder.dimensions]
    if missing:
        rows[missing] = encoder.encode([said[place] for place in missing])
    return unit(rows)


STAFF, READERS = Standing(for_staff=True), Standing(for_staff=False)


def warm() -> None:
    """Begin to prepare both before anybody asks: called when a process that answers requests starts."""
    for one in (STAFF, READERS):
        one.begin()
