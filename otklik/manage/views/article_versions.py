"""What an article said before, and its pictures (E1)."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otklik.kernel.verbs import Refused
from otklik.knowledge import arranging, comparing, writing
from otklik.knowledge.models import Article, ArticleText, ArticleVersion
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

MOST = 100
"""Versions listed."""


@require_safe
@room(rights.WRITE_ARTICLES)
def index(request: Visit, pk: int, lang: str) -> HttpResponse:
    """Every version, the newest first; the marked one beside what came after it."""
    return _shown(request, pk, lang, None)


@require_safe
@room(rights.WRITE_ARTICLES)
def show(request: Visit, pk: int, lang: str, number: int) -> HttpResponse:
    """What changed since the version before."""
    return _shown(request, pk, lang, number)


@require_POST
@room(rights.WRITE_ARTICLES)
def restore(request: Visit, pk: int, lang: str, number: int) -> HttpResponse:
    """Begin again with an old version."""
    version = get_object_or_404(_text(request, pk, lang).versions.select_related("text__article"), number=number)
    writing.restore(version, by=request.user)
    messages.success(request, _("The old words are the newest draft now."))
    return to("article_text", pk, lang)


@require_POST
@room(rights.WRITE_ARTICLES)
def picture(request: Visit, pk: int) -> HttpResponse:
    """Keep a picture; answers with the words that show it."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    file = request.FILES.get("file")
    if file is None:
        raise Refused("image.none", _("Choose a file."))
    image = arranging.show(article, cast("BinaryIO", file.file), file.name or "", by=request.user)
    said = f"![{image.name.rpartition('.')[0]}](image:{image.pk})"
    return HttpResponse(said, status=201, content_type="text/plain; charset=utf-8")


def _text(request: Visit, pk: int, lang: str) -> ArticleText:
    texts = ArticleText.objects.visible_to(request.user).select_related("latest", "live", "article")
    return get_object_or_404(texts, article=pk, language=lang)


def _shown(request: Visit, pk: int, lang: str, number: int | None) -> HttpResponse:
    text, words = _text(request, pk, lang), Words(request.user)
    versions = list(text.versions.select_related("by").defer("body")[:MOST])
    number = number or versions[0].number
    chosen = get_object_or_404(text.versions.all(), number=number)
    before = text.versions.filter(number__lt=number).first()
    rows = [
        (one, words.stamp(one.at), one.pk == text.live_id, one.pk == text.latest_id, one.number == number)
        for one in versions
    ]
    values = {
        "text": text,
        "title": chosen.title,
        "rows": rows,
        "chosen": chosen,
        "lines": comparing.around_changes(comparing.compare(_whole(before), _whole(chosen))),
        "is_newest": chosen.pk == text.latest_id,
    }
    return page(request, "manage/articles/versions.html", values, here="articles")


def _whole(version: ArticleVersion | None) -> str:
    return f"{version.title}\n{version.summary}\n{version.body}" if version else ""
