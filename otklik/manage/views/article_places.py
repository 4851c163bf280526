"""Where an article lies, who may read it, what readers said of it (E1)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from otklik.knowledge import arranging, writing
from otklik.knowledge.models import Article, Opinion
from otklik.manage import articles
from otklik.manage.forms.articles import AddressForm, PlaceForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.ui.formats import Words

MOST_OPINIONS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.PUBLISH_ARTICLES)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Everything of an article but its words."""
    article = _article(request, pk)
    known = {
        "section": article.section_id,
        "visibility": article.visibility,
        "organizations": list(article.organizations.values_list("pk", flat=True)),
        "owner": article.owner_id,
        "review_by": article.review_by,
        "related": list(article.related.values_list("pk", flat=True)),
    }
    form = posted(request, PlaceForm, tree=articles.tree(), reader=request.user, article=article, initial=known)
    if done(form, lambda data: arranging.place(article, by=request.user, **data)):
        messages.success(request, _("Saved."))
        return to("article", pk)
    return _shown(request, article, form, AddressForm())


@require_POST
@room(rights.PUBLISH_ARTICLES)
def address(request: Visit, pk: int) -> HttpResponse:
    """Let an old address lead here."""
    article = _article(request, pk)
    form = AddressForm(request.POST)
    if done(form, lambda data: arranging.lead_here(article, by=request.user, **data)):
        return to("article", pk)
    known = PlaceForm(tree=articles.tree(), reader=request.user, article=article)
    return _shown(request, article, known, form, status=422)


@require_POST
@room(rights.PUBLISH_ARTICLES)
def place(request: Visit, pk: int) -> HttpResponse:
    """One place higher or lower on its shelf."""
    arranging.move(_article(request, pk), up=bool(request.POST.get("up")), by=request.user)
    return to("articles")


@require_POST
@room(rights.PUBLISH_ARTICLES)
def archive(request: Visit, pk: int) -> HttpResponse:
    """Put it away, or take it back."""
    writing.archive(_article(request, pk), is_archived=bool(request.POST.get("archived")), by=request.user)
    return to("article", pk)


def _article(request: Visit, pk: int) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("section"), pk=pk)


def _shown(request: Visit, article: Article, form: PlaceForm, adding: AddressForm, status: int = 200) -> HttpResponse:
    words = Words(request.user)
    texts = list(article.texts.select_related("latest"))
    name, language = articles.title(texts, request.user.language)
    opinions = Opinion.objects.filter(text__article=article).exclude(comment="").select_related("text")[:MOST_OPINIONS]
    values = {
        "form": form,
        "adding": adding,
        "article": article,
        "title": name,
        "written_in": language,
        "addresses": list(article.addresses.order_by("language", "-is_current", "slug")),
        "opinions": [(one, words.stamp(one.at)) for one in opinions],
    }
    history = ("article", article.pk)
    return page(request, "manage/articles/article.html", values, here="articles", history=history, status=status)
