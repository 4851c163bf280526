"""Pages of last resort (F4): static files in three languages that need neither Django nor the database."""

import sys
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_PLAIN = {
    400: "Запрос не понят.\nЗапит не зрозуміло.\nThe request was not understood.",
    403: "Сюда Вам нельзя.\nСюди Вам не можна.\nYou may not go here.",
    404: "Такой страницы нет.\nТакої сторінки немає.\nThere is no such page.",
    408: "Запрос не дошёл до конца.\nЗапит не дійшов до кінця.\nThe request did not arrive whole.",
    413: "Слишком большой файл.\nЗавеликий файл.\nThe file is too large.",
    500: "Что-то сломалось у нас. Мы записали, что именно.\nЩось зламалося в нас. Ми записали, що саме.\n"
    "Something broke on our side. We have written down what.",
}


class Failure(HttpResponse):
    """The page of an error that no view expected, and its `cause`."""

    def __init__(self, cause: BaseException | None) -> None:
        headers, content = page(500)
        super().__init__(content, status=500, headers=dict(headers))
        self.cause = cause


@cache
def page(status: int) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the content of the page for `status`."""
    file = Path(settings.CODE) / "ui" / "pages" / f"{status}.html"
    if file.exists():
        return [("content-type", "text/html; charset=utf-8")], file.read_bytes()
    words = _PLAIN.get(status) or HTTPStatus(status).phrase
    return [("content-type", "text/plain; charset=utf-8")], words.encode()


def failure(request: HttpRequest) -> Failure:
    """Django's `handler500`."""
    return Failure(sys.exc_info()[1])
