"""Articles: found, written, shown to readers (E1)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.kernel import once
from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Stale
from otklik.knowledge import distilling, writing
from otklik.knowledge.markdown import render as rendered
from otklik.knowledge.models import Article, ArticleText
from otklik.manage import articles
from otklik.manage.forms.articles import NewArticleForm, WordsForm
from otklik.manage.forms.filling import done, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import PLAIN, page
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words


@require_safe
@room(rights.WRITE_ARTICLES)
def index(request: Visit) -> HttpResponse:
    """Every article, on its shelf."""
    only, text = request.GET.get("only", ""), clean_line(request.GET.get("q", ""))[:100]
    only = only if only in articles.FILTERS else ""
    rows = articles.rows(request.user, Words(request.user), only=only, text=text)
    tree = articles.tree()
    shown = [(section, depth, rows.get(section.pk, [])) for section, depth in tree]
    if only or text:
        shown = [one for one in shown if one[2]]
    values = {"shelves": shown, "only": only, "text": text, "filters": _filters(only), "has_sections": bool(tree)}
    values["may_publish"] = request.user.may(rights.PUBLISH_ARTICLES)
    return page(request, "manage/articles/index.html", values, here="articles", piece="manage/articles/_rows.html")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.WRITE_ARTICLES)
def new(request: Visit) -> HttpResponse:
    """One more, as a draft."""
    ticket = _ticket(request)
    title = clean_line(request.GET.get("title", ""))[:200]
    known = {"section": request.GET.get("section", ""), "language": request.user.language, "title": title}
    if ticket is not None:
        known |= {"title": distilling.title_of(ticket), "language": ticket.language or request.user.language}
    form = posted(request, NewArticleForm, tree=articles.tree(), initial=known)

    def act(data: dict[str, Any]) -> None:
        data["pk"] = once.once(
            request.POST.get("once", ""),
            by=request.user,
            verb="article.add",
            act=lambda: _begun(ticket, data, request.user),
        )

    if done(form, act):
        return to("article_text", form.cleaned_data["pk"], form.cleaned_data["language"])
    values = {**PLAIN, "form": form, "title": _("New article"), "button": pgettext("button", "Begin")}
    if ticket is not None:
        values["lead"] = _("The draft is made of the request, without names, addresses and secrets. Look it through.")
    values |= {"room": (reverse("manage:articles"), pgettext("settings", "Articles")), "once": once.token()}
    return page(request, "manage/edit.html", values, here="articles")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.WRITE_ARTICLES)
def write(request: Visit, pk: int, lang: str) -> HttpResponse:
    """The text in one language: written, looked at, saved as a draft, submitted, published."""
    article, text = _article(request, pk, lang)
    newest = text.latest if text else None
    known = {name: getattr(newest, name) for name in ("title", "summary", "body")} if newest else {}
    form = posted(request, WordsForm, initial={**known, "seen": newest.number if newest else 0})
    try:
        if done(form, lambda data: _saved(request, article, lang, data)):
            return to("article_text", pk, lang)
    except Stale as stale:
        form.add_error(None, str(stale.said))
        return _shown(request, article, text, lang, form, status=409)
    return _shown(request, article, text, lang, form)


@require_POST
@room(rights.WRITE_ARTICLES)
def preview(request: Visit) -> HttpResponse:
    """What is being written, as readers would see it."""
    values = {"body": rendered(request.POST.get("body", "")).html}
    return render(request, "manage/articles/_preview.html", values)


@require_POST
@room(rights.PUBLISH_ARTICLES)
def publication(request: Visit, pk: int, lang: str) -> HttpResponse:
    """Show the newest version to readers, or show none."""
    text = _article(request, pk, lang)[1]
    if text is None:
        raise Http404
    if request.POST.get("withdrawn"):
        writing.withdraw(text, by=request.user)
        messages.success(request, _("Readers do not see it any more."))
    else:
        writing.publish(text, by=request.user)
        messages.success(request, _("Published."))
    return to("article_text", pk, lang)


def _ticket(request: Visit) -> Ticket | None:
    """The request that the article is made of; 404 for one that the writer does not see."""
    number = request.GET.get("ticket", "")
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Http404
    found = Ticket.objects.visible_to(request.user).select_related("customer", "organization")
    return get_object_or_404(found, number=int(number))


def _begun(ticket: Ticket | None, data: dict[str, Any], by: Person) -> int:
    if ticket is None:
        return writing.add(by=by, **data).article_id
    return distilling.distil(ticket, by=by, **data).article_id


def _saved(request: Visit, article: Article, lang: str, data: dict[str, Any]) -> None:
    text = writing.write(article, language=lang, by=request.user, **data)
    after = request.POST.get("after", "")
    if after == "publish":
        writing.publish(text, by=request.user)
        messages.success(request, _("Published."))
    elif after == "submit":
        writing.submit(text, by=request.user)
        messages.success(request, _("Saved. Whoever publishes will see it in the list."))
    else:
        messages.success(request, _("The draft is saved."))


def _shown(
    request: Visit, article: Article, text: ArticleText | None, lang: str, form: WordsForm, status: int = 200
) -> HttpResponse:
    texts = {one.language: one for one in article.texts.select_related("latest", "live")}
    name, _language = articles.title(texts.values(), lang)
    values = {
        "form": form,
        "title": name,
        "article": article,
        "text": text,
        "lang": lang,
        "tabs": [
            (code, title, articles.in_language(code, texts.get(code)), code == lang)
            for code, title in settings.LANGUAGES
        ],
        "body": rendered(form["body"].value() or "").html,
        "may_publish": request.user.may(rights.PUBLISH_ARTICLES),
        "public": _public(article, text),
    }
    return page(request, "manage/articles/text.html", values, here="articles", status=status)


def _public(article: Article, text: ArticleText | None) -> str:
    if text is None or text.live_id is None or article.archived_at is not None:
        return ""
    slug = article.addresses.get(language=text.language, is_current=True).slug
    return reverse("portal:article", args=[text.language, slug])


def _article(request: Visit, pk: int, lang: str) -> tuple[Article, ArticleText | None]:
    if lang not in dict(settings.LANGUAGES):
        raise Http404
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    return article, article.texts.select_related("latest", "live").filter(language=lang).first()


def _filters(only: str) -> list[tuple[str, str, bool]]:
    names = {
        "": pgettext("articles", "All"),
        "drafts": pgettext("articles", "Drafts"),
        "submitted": pgettext("articles", "To be published"),
        "review": pgettext("articles", "To be looked at again"),
        "archive": pgettext("articles", "Put away"),
    }
    return [(code, name, code == only) for code, name in names.items()]
