"""What machines read of the help: the map of the site, the feed of news, the rules for robots (E1)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from otklik.kernel.text import snippet
from otklik.knowledge import learning
from otklik.knowledge.markdown import image_address, plain
from otklik.knowledge.markdown import render as rendered
from otklik.knowledge.models import ArticleAddress, ArticleText
from otklik.portal.articles import absolute
from otklik.portal.views.help import in_its_language
from otklik.ui.company import company

LATEST = 20
HOUR = 3600


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every article and every lesson that everybody may read, in each of its languages."""
    slugs = _slugs()
    pages: dict[int, list[tuple[str, str, str]]] = {}
    for text in ArticleText.objects.visible_to(None).select_related("live").order_by("article_id", "language"):
        assert text.live is not None
        path = reverse("portal:article", args=[text.language, slugs[text.article_id, text.language]])
        pages.setdefault(text.article_id, []).append((text.language, absolute(path), text.live.at.date().isoformat()))
    starts = [absolute(reverse("portal:help", args=[code])) for code, _name in settings.LANGUAGES]
    starts += _lessons()
    values = {"pages": list(pages.values()), "starts": starts}
    answer = render(request, "portal/help/sitemap.xml", values, content_type="application/xml")
    patch_cache_control(answer, public=True, max_age=HOUR)
    return answer


@require_safe
@in_its_language
def feed(request: HttpRequest, lang: str) -> HttpResponse:
    """The articles changed last, as Atom."""
    title = _("%(company)s: help") % {"company": company().name}
    here = reverse("portal:help_feed", args=[lang])
    home = absolute(reverse("portal:help", args=[lang]))
    atom = feedgenerator.Atom1Feed(title=title, link=home, description="", language=lang, feed_url=absolute(here))
    slugs = _slugs()
    texts = ArticleText.objects.visible_to(None).filter(language=lang).select_related("live")
    for text in texts.order_by("-live__at")[:LATEST]:
        assert text.live is not None
        atom.add_item(
            title=text.live.title,
            link=absolute(reverse("portal:article", args=[lang, slugs[text.article_id, lang]])),
            description=text.live.summary or snippet(plain(text.live.body)),
            content=str(rendered(text.live.body, lambda pk: absolute(image_address(pk))).html),
            pubdate=text.published_at,
            updateddate=text.live.at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The help is for everybody; the rest is nobody's business."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/desk/", "/manage/", "/requests/", "/me/", "/sign-in/"))
    said = f"User-agent: *\n{closed}Sitemap: {absolute(reverse('portal:sitemap'))}\n"
    return HttpResponse(said, content_type="text/plain")


def _lessons() -> list[str]:
    """Their list and their first pages; steps are articles, and named as such."""
    found = []
    for code, _name in settings.LANGUAGES:
        shown = learning.courses(None, code)
        found += [absolute(reverse("portal:lessons", args=[code]))] if shown else []
        found += [absolute(reverse("portal:lesson", args=[code, one.code])) for one in shown]
    return found


def _slugs() -> dict[tuple[int, str], str]:
    current = ArticleAddress.objects.filter(is_current=True)
    return {(row.article_id, row.language): row.slug for row in current}
