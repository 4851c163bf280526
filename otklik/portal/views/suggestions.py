"""While a customer writes: articles that may answer already, and «it helped, I need not send it» (E4)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.kernel import throttle
from otklik.kernel.languages import detect
from otklik.kernel.text import clean_line, snippet
from otklik.knowledge import missing
from otklik.knowledge.markdown import plain
from otklik.knowledge.models import ArticleText
from otklik.knowledge.searching_articles import answers
from otklik.knowledge.wording import words
from otklik.portal.scopes import fresh, to
from otklik.portal.views.help import reader

FEWEST, LONGEST, MOST = 3, 1000, 3
"""Words that must be written, characters that are read, articles that are shown."""
HELPED_AN_HOUR = 20


@require_POST
def show(request: HttpRequest) -> HttpResponseBase:
    """What may answer, by what has been written so far; posted, so that a customer's words stand in no log."""
    said = clean_line(request.POST.get("text", ""))[:LONGEST]
    lang = translation.get_language() or "ru"
    found = []
    if len(words(said)) >= FEWEST:
        person = reader(request)
        written = detect(said, usual=person.language if person else lang) or lang
        for one in answers(said, person, written, most=MOST):
            url = reverse("portal:article", kwargs={"lang": one.language, "slug": one.slug})
            found.append((one, url, snippet(one.summary or plain(one.body), 140)))
    return fresh(request, render(request, "portal/_suggested.html", {"found": found}))


@require_POST
def helped(request: HttpRequest) -> HttpResponse:
    """The article helped: nothing is sent, and it is counted (E5)."""
    pk = request.POST.get("article", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Http404
    person = reader(request)
    texts = ArticleText.objects.visible_to(person).published().filter(article=int(pk))
    language = request.POST.get("language", "")
    text = texts.filter(language=language).first() or texts.first()
    if text is None:
        raise Http404
    asked = f"helped:{request.META.get('REMOTE_ADDR', '')}:{person.pk if person else ''}"
    if throttle.hit(asked, HELPED_AN_HOUR, timedelta(hours=1)):
        missing.prevented(text.article, text.language, by=person)
    messages.success(request, _("Glad that it helped. Nothing was sent."))
    return to(reverse("portal:home"))
