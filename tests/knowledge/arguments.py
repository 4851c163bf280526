"""What the walk puts into the addresses and forms of articles."""

import io
from collections.abc import Callable

from PIL import Image

from otklik.knowledge import arranging
from otklik.knowledge.models import Article, ArticleImage, Drafted, Lesson, LessonStep, ReadyAnswer, Unanswered
from otklik.tickets.models import Category, Message, Ticket
from tests.cast import everybody
from tests.knowledge import shelf

Value = Callable[[], object]


def picture() -> bytes:
    """A small PNG."""
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    return made.getvalue()


def _article() -> int:
    return Article.objects.earliest("pk").pk


def _slug(title: str) -> Value:
    return lambda: {"mail": "kak-nastroit-pochtu"}[title]


def _section() -> int:
    return shelf.section().pk


def _answer() -> int:
    """The one that everybody has."""
    return ReadyAnswer.objects.filter(sharing="company").earliest("pk").pk


def _first_message() -> int:
    """What Vera wrote first."""
    return Message.objects.filter(ticket__number=4812).earliest("pk").pk


def _unanswered() -> int:
    """What a reader did not find."""
    return Unanswered.objects.get_or_create(words="факсимиле", language="ru")[0].pk


def _lesson() -> int:
    """The one for everybody."""
    return Lesson.objects.earliest("pk").pk


def _lesson_step() -> int:
    """Its first step."""
    return LessonStep.objects.filter(lesson=_lesson()).earliest("order").pk


def _another() -> int:
    """An article that is no step of it."""
    steps = LessonStep.objects.filter(lesson=_lesson()).values("article")
    return Article.objects.exclude(pk__in=steps).earliest("pk").pk


def _lesson_code() -> str:
    return Lesson.objects.earliest("pk").code


def _draft() -> int:
    """What Anna asked the assistant for."""
    anna, ticket = everybody().anna, Ticket.objects.get(number=4812)
    return Drafted.objects.get_or_create(person=anna, ticket=ticket)[0].pk


def _category() -> int:
    known = Category.objects.first()
    return (known or Category.objects.create(name={"ru": "Почта"})).pk


def _image() -> int:
    known = ArticleImage.objects.first()
    article = Article.objects.earliest("pk")
    return (known or arranging.show(article, io.BytesIO(picture()), "экран.png", by=everybody().anna)).pk


BY_ADDRESS: dict[str, dict[str, Value]] = {
    "portal:help_section": {"code": lambda: shelf.section().code},
    **{f"portal:{name}": {"slug": _slug("mail")} for name in ("article", "opinion")},
    "portal:article_image": {"pk": _image},
    **{f"manage:article{part}": {"pk": _article} for part in ("", "_place", "_archive", "_address", "_picture")},
    **{f"manage:article_{part}": {"pk": _article} for part in ("text", "published", "versions")},
    **{f"manage:article_{part}": {"pk": _article, "number": lambda: 1} for part in ("version", "restored")},
    **{f"manage:answer{part}": {"pk": _answer} for part in ("", "_use", "_file")},
    "manage:answer_file_removed": {"pk": _answer, "file": lambda: 1},
    "desk:ready-answer-files": {"pk": _answer},
    "desk:message-language": {"pk": _first_message},
    "desk:assistant-draft": {"pk": _draft},
    "portal:lesson": {"code": _lesson_code},
    **{f"portal:lesson_{part}": {"code": _lesson_code, "pk": _lesson_step} for part in ("step", "mark")},
    **{f"manage:lesson{part}": {"pk": _lesson} for part in ("", "_place", "_shown", "_step")},
    **{f"manage:lesson_step_{part}": {"pk": _lesson, "step": _lesson_step} for part in ("place", "removed")},
    "manage:missing_settled": {"pk": _unanswered},
    **{f"manage:section{part}": {"pk": _section} for part in ("", "_place", "_removed")},
}

WORDS: dict[str, Value] = {"title": lambda: "Почта", "body": lambda: "Всё просто", "seen": lambda: 2}
FORMS: dict[str, dict[str, Value]] = {
    "portal:opinion": {"helped": lambda: "no", "comment": lambda: "Нет про телефон"},
    "manage:article_new": {"title": lambda: "Домены", "section": _section, "language": lambda: "ru"},
    "manage:article_text": WORDS,
    "manage:article_preview": {"body": lambda: "## Заголовок"},
    "manage:article": {"section": _section, "visibility": lambda: "staff"},
    "manage:article_address": {"language": lambda: "ru", "address": lambda: "/faq/old-mail/"},
    "manage:answer_new": {"title": lambda: "Домены", "sharing": lambda: "personal", "body_ru_polite": lambda: "Ждём"},
    "manage:answer": {"title": lambda: "Почта", "sharing": lambda: "company", "body_ru_polite": lambda: "Ждём"},
    "portal:lesson_mark": {"done": lambda: "1"},
    "manage:lesson_new": {"name_ru": lambda: "Начало", "visibility": lambda: "everyone"},
    "manage:lesson": {"name_ru": lambda: "Начало", "visibility": lambda: "everyone"},
    "manage:lesson_step": {"article": _another},
    "manage:lesson_shown": {"shown": lambda: "1"},
    "manage:section_new": {"name_ru": lambda: "Домены"},
    "manage:section": {"name_ru": lambda: "Почта"},
    "portal:suggestions": {"text": lambda: "как настроить почту на телефоне"},
    "portal:helped": {"article": _article, "language": lambda: "ru"},
    "desk:suggested-category": {"category": _category},
    "desk:message-language": {"language": lambda: "uk"},
}
