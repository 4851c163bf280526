"""Vectors of texts: kept with their encoder, compared with what one may see, made anew when the encoder changes."""

import numpy as np
import pytest
from django.db import connection

from otklik.kernel import jobs
from otklik.kernel.checks import Level
from otklik.knowledge import answering, checks, embedding, encoding, vectors
from otklik.knowledge.models import ArticleText, Encoding, Kind, ReadyAnswerText, TextVector
from otklik.tickets.merging import merge
from otklik.tickets.models import Ticket
from tests.knowledge import shelf
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
MAIL = "Не приходят письма на почту, помогите настроить почтовый ящик"


class Other(encoding.Letters):
    """An encoder of another version."""

    name = "letters@other"


@pytest.fixture(params=["pgvector", "rows"])
def store(request, monkeypatch):
    """The same promises hold with pgvector and without."""
    if request.param == "rows":
        monkeypatch.setattr(vectors, "_has_table", lambda: False)
        monkeypatch.setattr(vectors, "prepare", lambda: vectors.ROWS)
    elif vectors.prepare() != vectors.PGVECTOR:
        pytest.skip("this server has no pgvector")
    return request.param


def near(text, among=None, most=3):
    return [one.noun for one in vectors.near_requests(vectors.encoded(text), among, most=most)]


def test_a_new_request_is_found_by_other_forms_of_its_words(cast, store):
    mail, site = opened(cast.vera, MAIL), opened(cast.vera, "Сайт не открывается с утра")
    jobs.run_due()
    assert near("почтовые ящики и письма", most=2) == [mail.pk, site.pk]
    assert set(vectors.known(Kind.TICKET, [mail.pk, site.pk])) == {mail.pk, site.pk}


def test_only_what_somebody_may_see_is_compared(cast, store):
    ours, theirs = opened(cast.vera, MAIL), opened(cast.rival, MAIL)
    jobs.run_due()
    assert near(MAIL, Ticket.objects.visible_to(cast.vera).values("pk")) == [ours.pk]
    assert near(MAIL, Ticket.objects.visible_to(cast.rival).values("pk")) == [theirs.pk]


def test_a_request_that_was_merged_away_is_compared_no_more(cast, store):
    first, second = opened(cast.vera, MAIL), opened(cast.vera, MAIL)
    jobs.run_due()
    merge(second, into=first, by=cast.anna)
    jobs.run_due()
    assert near(MAIL) == [first.pk]


def test_another_subject_is_another_vector(cast, store):
    ticket = opened(cast.vera, "Помогите", subject="Помогите")
    jobs.run_due()
    before = vectors.known(Kind.TICKET, [ticket.pk])[ticket.pk]
    ticket.rename("Счёт за хостинг", by=cast.anna)
    jobs.run_due()
    assert vectors.known(Kind.TICKET, [ticket.pk])[ticket.pk] @ before < 0.9


def test_the_same_text_is_not_encoded_twice(cast, store):
    ticket = opened(cast.vera, MAIL)
    texts = embedding.requests([ticket.pk])
    assert vectors.keep(Kind.TICKET, texts) == 1
    assert vectors.keep(Kind.TICKET, texts) == 0


def test_another_encoder_makes_every_vector_anew_and_older_ones_are_not_compared(cast, store, monkeypatch):
    tickets = [opened(cast.vera, f"{MAIL} {number}") for number in range(5)]
    jobs.run_due()
    embedding.advance()
    assert [one.share for one in embedding.progress()] == [100, 100, 100]
    monkeypatch.setattr(embedding, "best", Other)
    monkeypatch.setattr(vectors, "best", Other)
    monkeypatch.setattr(embedding, "BATCH", 2)
    assert near(MAIL) == []
    embedding._step(Kind.TICKET)
    run = Encoding.objects.get(pk=Kind.TICKET)
    assert (run.encoder, run.done, run.finished_at) == ("letters@other", 2, None)
    assert embedding.progress()[0].share == 2 * 100 // run.total
    embedding.advance()
    assert set(vectors.known(Kind.TICKET, [one.pk for one in tickets])) == {one.pk for one in tickets}
    assert embedding.advance() is False


def test_a_server_that_gets_pgvector_later_moves_the_vectors_into_it(cast, monkeypatch):
    if vectors.prepare() != vectors.PGVECTOR:
        pytest.skip("this server has no pgvector")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE knowledge_near")
    ticket = opened(cast.vera, MAIL)
    vectors.keep(Kind.TICKET, embedding.requests([ticket.pk]))
    assert TextVector.objects.get(kind=Kind.TICKET, noun=ticket.pk).numbers is not None
    vectors.prepare()
    embedding.advance()
    assert TextVector.objects.get(kind=Kind.TICKET, noun=ticket.pk).numbers is None
    assert near(MAIL, most=1) == [ticket.pk]


def test_a_server_that_refuses_the_extension_does_without(db, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE nobody_special")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO nobody_special")
        cursor.execute("SET LOCAL ROLE nobody_special")
        assert vectors.prepare() == vectors.ROWS
        cursor.execute("RESET ROLE")
    assert vectors.store() == vectors.ROWS


def test_published_articles_and_ready_answers_have_vectors_drafts_have_none(cast):
    article = shelf.publish()
    answer = answering.add("Почта", {("ru", "polite"): "Смотрим"}, sharing="company", by=cast.boris)
    jobs.run_due()
    text = ArticleText.objects.get(article=article)
    said = ReadyAnswerText.objects.get(answer=answer)
    assert set(vectors.known(Kind.ARTICLE, [text.pk])) == {text.pk}
    assert set(vectors.known(Kind.ANSWER, [said.pk])) == {said.pk}
    shelf.writing.withdraw(text, by=cast.boris)
    jobs.run_due()
    assert vectors.known(Kind.ARTICLE, [text.pk]) == {}


def test_half_floats_keep_what_is_near(db):
    rows = encoding.Letters().encode([MAIL, "почтовые ящики"])
    near = vectors.nearest(rows[0], [1, 2], [row.astype(np.float16).tobytes() for row in rows], 2)
    assert [one.noun for one in near] == [1, 2]
    assert near[0].likeness == pytest.approx(1, abs=1e-3)


def test_the_check_says_which_encoder_is_at_work_and_where_vectors_lie(cast, store):
    opened(cast.vera, MAIL)
    findings = {one.what: one for one in checks.likeness()}
    assert "letters@1" in findings["likeness"].said
    assert findings["vectors"].level == (Level.FINE if store == "pgvector" else Level.WARNING)
    assert "vectors of tickets" in findings
    embedding.advance()
    assert {one.what for one in checks.likeness()} == {"likeness", "vectors"}
