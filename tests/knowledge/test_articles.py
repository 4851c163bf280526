"""Articles: who reads what, what becomes of old words and old addresses (E1)."""

import pytest

from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.knowledge import arranging, comparing, judging, reading, writing
from otklik.knowledge.models import Article, ArticleText, Opinion
from tests.knowledge import shelf

pytestmark = pytest.mark.django_db


def titles(person, language="ru"):
    return {leaf.title for leaf in reading.published(person, language)}


def only(visibility, **known):
    return shelf.publish(title=f"Статья {visibility}", visibility=visibility)


def test_each_circle_of_readers_reads_its_own(cast):
    only("everyone")
    only("signed_in")
    only("staff")
    theirs = only("organizations")
    arranging.place(
        theirs,
        section=shelf.section(),
        visibility="organizations",
        organizations=[cast.company("warm")],
        by=cast.boris,
    )
    assert titles(None) == {"Статья everyone"}
    assert titles(cast.stranger) == {"Статья everyone", "Статья signed_in"}
    assert titles(cast.vera) == {"Статья everyone", "Статья signed_in", "Статья organizations"}
    assert titles(cast.rival) == {"Статья everyone", "Статья signed_in"}
    assert len(titles(cast.misha)) == 4


def test_a_draft_is_known_to_writers_only(cast):
    text = writing.add(shelf.section(), language="ru", title="Черновик", body="пишу", by=cast.anna)
    assert titles(cast.anna) == set()
    assert not ArticleText.objects.visible_to(cast.misha).exists()
    assert ArticleText.objects.visible_to(cast.anna).get() == text
    assert not Article.objects.visible_to(cast.vera).exists()


def test_readers_see_the_published_version_until_the_next_is_published(cast):
    article = shelf.publish(body="раньше")
    text = writing.write(article, language="ru", title=shelf.TITLE, body="теперь", by=cast.anna)
    assert (text.live.body, text.latest.body) == ("раньше", "теперь")
    writing.publish(text, by=cast.boris)
    text.refresh_from_db()
    assert text.live.body == "теперь"


def test_an_agent_writes_but_does_not_publish(cast):
    text = writing.add(shelf.section(), language="ru", title="Почта", body="слова", by=cast.anna)
    with pytest.raises(Forbidden):
        writing.publish(text, by=cast.anna)
    writing.submit(text, by=cast.anna)
    assert ArticleText.objects.visible_to(cast.boris).submitted().get() == text
    writing.publish(text, by=cast.boris)
    assert not ArticleText.objects.visible_to(cast.boris).submitted().exists()


def test_who_saves_over_somebody_elses_words_is_told(cast):
    article = shelf.publish()
    writing.write(article, language="ru", title=shelf.TITLE, body="Анна", seen=1, by=cast.anna)
    with pytest.raises(Stale):
        writing.write(article, language="ru", title=shelf.TITLE, body="Олег", seen=1, by=cast.oleg)


def test_the_same_words_are_one_version(cast):
    article = shelf.publish()
    text = writing.write(article, language="ru", title=shelf.TITLE, body=shelf.BODY, by=cast.anna)
    assert text.versions.count() == 1


def test_an_old_version_is_restored_as_a_draft(cast):
    article = shelf.publish(body="раньше")
    text = writing.write(article, language="ru", title=shelf.TITLE, body="теперь", by=cast.anna)
    text = writing.restore(text.versions.get(number=1), by=cast.anna)
    assert (text.latest.number, text.latest.body) == (3, "раньше")
    assert text.live.number == 1


def test_an_empty_article_is_not_published(cast):
    text = writing.add(shelf.section(), language="ru", title="Почта", by=cast.anna)
    with pytest.raises(Refused):
        writing.publish(text, by=cast.boris)


def test_a_new_title_makes_a_new_address_and_the_old_one_stays(cast):
    article = shelf.publish(title="Почта")
    text = writing.write(article, language="ru", title="Ящики", body="слова", by=cast.anna)
    writing.publish(text, by=cast.boris)
    known = dict(article.addresses.values_list("slug", "is_current"))
    assert known == {"pochta": False, "iashchiki": True}


def test_two_articles_of_one_title_have_two_addresses(cast):
    first, second = shelf.publish(title="Почта"), shelf.publish(title="Почта")
    assert first.addresses.get().slug == "pochta"
    assert second.addresses.get().slug == "pochta-2"


def test_an_old_address_leads_to_one_article_only(cast):
    article, other = shelf.publish(title="Почта"), shelf.publish(title="Домены")
    arranging.lead_here(article, "ru", "https://old.example/faq/mail-12/", by=cast.boris)
    assert article.addresses.get(slug="mail-12").is_current is False
    with pytest.raises(Refused):
        arranging.lead_here(other, "ru", "mail-12", by=cast.boris)


def test_a_reader_gets_their_language_or_the_next_best(cast):
    article = shelf.publish(title="Почта")
    writing.publish(writing.write(article, language="uk", title="Пошта", body="слова", by=cast.boris), by=cast.boris)
    shelf.publish(title="Mail", language="en")
    assert titles(None, "uk") == {"Пошта", "Mail"}
    assert titles(None, "en") == {"Почта", "Mail"}


def test_a_section_lies_neither_in_itself_nor_too_deep(cast):
    one = shelf.section()
    two = arranging.add_section({"ru": "Два"}, parent=one, by=cast.boris)
    three = arranging.add_section({"ru": "Три"}, parent=two, by=cast.boris)
    with pytest.raises(Refused):
        arranging.add_section({"ru": "Четыре"}, parent=three, by=cast.boris)
    with pytest.raises(Refused):
        arranging.change_section(one, {"ru": "Один"}, parent=three, by=cast.boris)


def test_a_section_with_articles_is_not_removed(cast):
    shelf.publish()
    with pytest.raises(Refused):
        arranging.remove_section(shelf.section(), by=cast.boris)


def test_a_reader_has_one_opinion(cast):
    text = shelf.publish().texts.select_related("live").get()
    judging.judge(text, helped=True, by=cast.vera)
    judging.judge(text, helped=False, comment=" нет про iPhone ", by=cast.vera)
    judging.judge(text, helped=True, by=None)
    assert judging.counted([text.pk]) == {text.pk: (1, 1)}
    assert Opinion.objects.get(person=cast.vera).comment == "нет про iPhone"


def test_a_comparison_names_the_words_that_changed():
    lines = comparing.compare("один\nдва три\nчетыре", "один\nдва пять\nчетыре")
    assert [(piece.kind, piece.text) for piece in lines[1].pieces] == [
        ("same", "два "),
        ("old", "три"),
        ("new", "пять"),
    ]
    assert (
        comparing.around_changes(comparing.compare("а\nб\nв\nг\nд", "а\nб\nв\nг\nд!"), context=1)[0].pieces[0].text
        == "г"
    )
