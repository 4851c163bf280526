"""Fills the shelves: articles and ready answers, by the verbs, some weeks ago."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from otklik.demo.stories import answers, articles
from otklik.demo.stories.papers import Words
from otklik.kernel import clock
from otklik.knowledge import answering, arranging, embedding, judging, missing, teaching, writing
from otklik.knowledge.answering import Follows
from otklik.knowledge.models import Article, LessonStep, Section
from otklik.people.models import Person

AGE = timedelta(days=40)
STEP = timedelta(hours=19)


SOUGHT = (
    ("как перенести сайт к вам", "ru", 9),
    ("лимит отправки писем в час", "ru", 6),
    ("закрывающие документы за квартал", "ru", 5),
    ("двухфакторный вход потерял телефон", "ru", 4),
    ("як перенести домен", "uk", 3),
    ("restore a backup of one table", "en", 2),
)
"""What readers looked for in vain: words, their language, how often."""
HELPED = 14


def shelve() -> None:
    """Write, publish and share everything; readers have said what they think."""
    people = {person.login: person for person in Person.objects.select_related("role")}
    start = clock.now() - AGE
    with clock.at(start):
        sections = _sections(people["boris"])
    known = {}
    for number, (key, (section, visibility, words)) in enumerate(articles.ARTICLES.items(), 1):
        with clock.at(start + STEP * number):
            writer = people["anna" if number % 2 else "oksana"]
            known[key] = _article(sections[section], visibility, words, writer, people["boris"])
    with clock.at(start + STEP * 20):
        _relate(known, people["boris"])
        _teach(known, people["boris"], people["vera"])
        _judge(known, [one for one in people.values() if not one.is_staff_member])
    section, title, summary, body = articles.DRAFT
    text = writing.add(sections[section], language="ru", title=title, summary=summary, body=body, by=people["oleg"])
    writing.submit(text, by=people["oleg"])
    for title, bodies, end, tags in answers.READY:
        follows = Follows(end=end, tags=tags)
        answering.add(title, bodies, sharing="company", follows=follows, by=people["boris"])
    answering.add(*answers.MINE, by=people["anna"])


def look_back(readers: int = HELPED) -> None:
    """What was looked for in vain, whom an article saved a request, and what every text is about: so that the desk
    suggests, and says what to write of."""
    start = clock.now() - AGE
    for days, (words, language, times) in enumerate(SOUGHT):
        for hour in range(times):
            with clock.at(start + timedelta(days=5 * days, hours=11 * hour)):
                missing.note(words, language)
    articles_read = list(Article.objects.visible_to(None).order_by("pk")[:4])
    for number in range(readers):
        with clock.at(start + STEP * (number + 21)):
            missing.prevented(articles_read[number % len(articles_read)], "ru", by=None)
    while embedding.advance():
        continue


def _sections(by: Person) -> dict[str, Section]:
    made: dict[str, Section] = {}
    for code, (name, parent) in articles.SECTIONS.items():
        made[code] = arranging.add_section(name, parent=made.get(parent), by=by)
    return made


def _article(section: Section, visibility: str, words: dict[str, Words], writer: Person, lead: Person) -> Article:
    article: Article | None = None
    for language, (title, summary, body) in words.items():
        if article is None:
            text = writing.add(
                section,
                language=language,
                title=title,
                summary=summary,
                body=body,
                visibility=visibility,
                by=writer,
            )
            article = text.article
        else:
            text = writing.write(article, language=language, title=title, summary=summary, body=body, by=writer)
        writing.publish(text, by=lead)
    assert article is not None
    return article


def _relate(known: dict[str, Article], by: Person) -> None:
    for key, other in articles.RELATED:
        article = Article.objects.get(pk=known[key].pk)
        review_by = (clock.now() + timedelta(days=20 if key == "phone" else 90)).date()
        arranging.place(
            article,
            section=article.section,
            visibility=article.visibility,
            owner=article.owner,
            review_by=review_by,
            related=[known[other], *article.related.all()],
            by=by,
        )


def _teach(known: dict[str, Article], by: Person, pupil: Person) -> None:
    """Lessons; the pupil is in the middle of the first."""
    for name, about, keys in articles.LESSONS:
        lesson = teaching.add(name, about=about, by=by)
        for key in keys:
            teaching.add_step(lesson, known[key], by=by)
        teaching.show(lesson, is_shown=True, by=by)
    for step in LessonStep.objects.order_by("lesson__order", "order")[:2]:
        teaching.mark(step, is_done=True, by=pupil)


def _judge(known: dict[str, Article], readers: list[Person]) -> None:
    chance = Random(12)  # noqa: S311  the same demo every time, not a secret
    for article in known.values():
        for text in article.texts.select_related("live", "article"):
            if article.visibility == "staff":
                continue
            for reader in chance.sample(readers, chance.randint(2, 8)):
                helped = chance.random() < 0.8
                comment = "" if helped else chance.choice(["", "", "Нет про мой случай", "Нужны картинки"])
                judging.judge(text, helped=helped, comment=comment, by=reader)
