"""A help with something in it: an article of all that articles can have, its draft, a lesson, a ready answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from otklik.kernel import clock
from otklik.knowledge import answering, arranging, writing
from otklik.knowledge.models import Article, ArticleText
from tests.cast import everybody
from tests.knowledge import shelf

TITLE = "Как настроить почту на телефоне"
SLUG = "kak-nastroit-pochtu-na-telefone"
BODY = """Почта заработает через пять минут: понадобятся адрес и пароль ящика.

## Android

1. Откройте **Настройки**, затем «Аккаунты».
2. Выберите IMAP и введите адрес.

| Сервер | Порт | Защита |
| --- | --- | --- |
| imap.example.ru | 993 | SSL |
| smtp.example.ru | 465 | SSL |

## iPhone

Настройки, «Почта», «Учётные записи», «Другое».

```
imap.example.ru:993
```

> Если почта не открывается, [напишите нам](/)."""


def _help() -> Article:
    """Once for a site."""
    known = ArticleText.objects.filter(live__title=TITLE).first()
    if known:
        return known.article
    cast = everybody()
    article = shelf.publish(TITLE, BODY, summary="Адреса серверов и порты для Android и iPhone.")
    others = [shelf.publish("Как создать ящик"), shelf.publish("Письма попадают в спам")]
    arranging.place(
        article,
        section=shelf.section(),
        visibility="everyone",
        owner=cast.anna,
        related=others,
        review_by=clock.now().date() - timedelta(days=1),
        by=cast.boris,
    )
    draft = BODY.replace("пять минут", "две минуты").replace("993 | SSL", "993 | TLS")
    text = writing.write(
        article, language="ru", title=TITLE, body=f"{draft}\n\nПароль приложения не нужен.", by=cast.anna
    )
    writing.submit(text, by=cast.anna)
    shelf.lesson(article, *others, name="Почта за полчаса", about={"ru": "От пустого домена до писем на телефоне."})
    bodies = {("ru", "polite"): "{клиент}, почта настроена. {я}", ("uk", "polite"): "{клиент}, пошту налаштовано. {я}"}
    answering.add("Почта настроена", bodies, sharing="company", by=cast.boris)
    return article


def to(path: str, ready: str = "h1") -> Callable[[Page], None]:
    """Go to an address of the help; `{pk}` is the article, `ready` what is waited for."""

    def go(page: Page) -> None:
        page.goto(path.format(pk=_help().pk))
        page.locator(ready).first.wait_for()

    return go
