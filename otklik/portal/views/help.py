"""Articles as customers read them: public, in three languages, cheap to ask for again (E1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import otklik
from otklik.kernel import clock, throttle
from otklik.kernel.verbs import Refused
from otklik.knowledge import judging, learning, reading
from otklik.knowledge.models import ArticleAddress, ArticleImage, ArticleText
from otklik.people import company
from otklik.people.models import Person
from otklik.portal import articles
from otklik.portal.scopes import refusal, to
from otklik.ui import assets, downloads
from otklik.ui.formats import Words

OPINIONS_A_DAY = 20
"""How many a guest's network may give."""

View = Callable[..., HttpResponseBase]


def reader(request: HttpRequest) -> Person | None:
    """Who reads; None for a guest."""
    return request.user if isinstance(request.user, Person) else None


def in_its_language(view: View) -> View:
    """The page speaks the language of its address; a guest who has it already is told that nothing changed."""

    @wraps(view)
    def reading_it(request: HttpRequest, lang: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(lang):
            etag = _etag(request, lang)
            known = get_conditional_response(request, etag=etag) if etag else None
            response = known or view(request, lang, *args, **kwargs)
        if etag and response.status_code == 200:
            response["ETag"] = etag
        response["Content-Language"] = lang
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        return response

    return reading_it


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page in the reader's language."""
    return redirect("portal:help", lang=translation.get_language() or "ru")


@require_safe
@in_its_language
def index(request: HttpRequest, lang: str) -> HttpResponse:
    """All sections with their articles."""
    person = reader(request)
    values = {"shelves": reading.shelves(person, lang), "courses": learning.courses(person, lang)}
    values |= articles.around(lang, "portal:help")
    return render(request, "portal/help/index.html", values)


@require_safe
@in_its_language
def section(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """One section and those in it."""
    tree = reading.shelves(reader(request), lang)
    pk = next((one.pk for one in articles.flat(tree) if one.code == code), 0)
    way = reading.way_to(tree, pk)
    if not way:
        raise Http404
    values = {"way": way[:-1], "shelf": way[-1], **articles.around(lang, "portal:help_section", code=code)}
    return render(request, "portal/help/section.html", values)


@require_safe
@in_its_language
def article(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The article; an old address leads to the present one."""
    address = get_object_or_404(ArticleAddress, language=lang, slug=slug)
    person = reader(request)
    text = _text(person, address)
    if not address.is_current:
        return _moved(text)
    page = articles.page(text, person, Words(person))
    values = {"page": page, "canonical": page.canonical, "others": page.others, "thanks": "thanks" in request.GET}
    return render(request, "portal/help/article.html", values)


@require_POST
@in_its_language
def opinion(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """«Помогло?»: a reader answers."""
    person = reader(request)
    text = _text(person, get_object_or_404(ArticleAddress, language=lang, slug=slug))
    if person is not None and person.is_staff_member:
        raise PermissionDenied
    try:
        _refuse_many(request, person)
        helped, comment = request.POST.get("helped") == "yes", request.POST.get("comment", "")
        judging.judge(text, helped=helped, comment=comment, by=person)
    except Refused as refused:
        return refusal(request, refused)
    return to(reverse("portal:article", args=[lang, slug]) + "?thanks#opinion")


@require_safe
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of an article, drawn anew."""
    found = ArticleImage.objects.visible_to(reader(request)).select_related("file")
    return downloads.redrawn(get_object_or_404(found, pk=pk).file, request)


def _text(person: Person | None, address: ArticleAddress) -> ArticleText:
    texts = ArticleText.objects.visible_to(person).published().select_related("live__by", "article")
    return get_object_or_404(texts, article=address.article_id, language=address.language)


def _moved(text: ArticleText) -> HttpResponse:
    current = text.article.addresses.get(language=text.language, is_current=True)
    return redirect("portal:article", permanent=True, lang=text.language, slug=current.slug)


def _refuse_many(request: HttpRequest, person: Person | None) -> None:
    whose = f"opinion:{person.pk if person else request.META.get('REMOTE_ADDR', '')}"
    if not throttle.hit(whose, OPINIONS_A_DAY, timedelta(days=1)):
        raise Refused("opinion.often", _("Too many opinions for one day. Thank you, we have read the others."))


def _etag(request: HttpRequest, lang: str) -> str | None:
    """What a guest's page depends on; None where everybody sees their own."""
    if request.user.is_authenticated or request.method not in ("GET", "HEAD") or "messages" in request.COOKIES:
        return None
    cookies = [request.COOKIES.get(name, "") for name in ("otklik_csrf", "otklik_theme")]
    ours = [otklik.__version__, *assets.stylesheets(), company.NAME.value, company.HOURS.value, company.PHONE.value]
    parts = [reading.stamp(), lang, clock.now().date(), *cookies, *ours, company.LOGO.value, request.get_full_path()]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
