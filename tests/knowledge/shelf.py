"""Articles for the scene that the walk looks at: a published one, one for staff, one for a company, a draft."""

from otklik.knowledge import answering, arranging, teaching, writing
from otklik.knowledge.models import Article, Lesson, Section
from tests import canaries
from tests.cast import everybody

TITLE = "Как настроить почту"
BODY = "Почта работает сразу.\n\n## Телефон\n\nОткройте настройки.\n\n## Компьютер\n\n- Outlook\n- Thunderbird"


def section() -> Section:
    """«Почта», the only shelf."""
    known = Section.objects.filter(code="pochta").first()
    return known or arranging.add_section({"ru": "Почта"}, by=everybody().boris)


def publish(title=TITLE, body=BODY, language="ru", visibility="everyone", **known) -> Article:
    """An article that readers see."""
    boris = everybody().boris
    text = writing.add(section(), language=language, title=title, body=body, visibility=visibility, by=boris, **known)
    writing.publish(text, by=boris)
    return text.article


def lesson(*articles: Article, name="Первые шаги", is_shown=True, **known) -> Lesson:
    """Articles in an order, shown to readers."""
    boris = everybody().boris
    made = teaching.add({"ru": name}, by=boris, **known)
    for one in articles:
        teaching.add_step(made, one, by=boris)
    if is_shown:
        teaching.show(made, is_shown=True, by=boris)
    return made


def set_up() -> None:
    """A canary in everything that not everybody may read."""
    cast = everybody()
    article = publish()
    draft = f"{BODY}\n\n{canaries.ARTICLE_DRAFT.word}"
    writing.write(article, language="ru", title=TITLE, body=draft, by=cast.anna)
    publish(title=canaries.INTERNAL_ARTICLE.word, body="Только между нами", visibility="staff")
    theirs = publish(title=canaries.COMPANY_ARTICLE.word, body="Ваш договор")
    arranging.place(
        theirs, section=section(), visibility="organizations", organizations=[cast.company("warm")], by=cast.boris
    )
    lesson(article, theirs)
    inside = lesson(article, name=canaries.INTERNAL_LESSON.word, visibility="staff")
    assert inside.code == "canary-internal-lesson"
    answering.add(canaries.READY_ANSWER.word, {("ru", "polite"): "Здравствуйте, {клиент}"}, by=cast.anna)
    answering.add("Почта", {("ru", "polite"): "{клиент}, смотрим почту"}, sharing="company", by=cast.boris)
