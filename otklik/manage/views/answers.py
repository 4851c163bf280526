"""Ready answers: whose, in which words, how often used and to what end (E2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.kernel import once
from otklik.kernel.text import clean_line, snippet
from otklik.kernel.verbs import Refused
from otklik.knowledge import answering, filling, picking, repeating
from otklik.knowledge.models import ReadyAnswer, ReadyAnswerFile, Sharing
from otklik.manage.forms.answers import WHERE, AnswerForm
from otklik.manage.forms.filling import done, lock, posted
from otklik.manage.scopes import Visit, room, to
from otklik.manage.shell import page
from otklik.people import rights
from otklik.people.models import Person
from otklik.tickets.models import Message
from otklik.ui.answering import is_fragment


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    answer: ReadyAnswer
    whose: str
    begins: str
    languages: list[str]
    uses: int
    helped: int
    failed: int


@require_safe
@room(rights.REPLY)
def index(request: Visit) -> HttpResponse:
    """All that the person may use."""
    text = clean_line(request.GET.get("q", ""))[:100]
    rows = list(_rows(request.user, text))
    offered = (
        [] if text else [(one.message.pk, snippet(one.message.body, 140), one.count) for one in _repeated(request)]
    )
    values = {"rows": rows, "text": text, "repeated": offered}
    return page(request, "manage/answers/index.html", values, here="answers", piece="manage/answers/_rows.html")


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.REPLY)
def new(request: Visit) -> HttpResponse:
    """One more."""
    may_share = request.user.may(rights.SHARE_ANSWERS)
    known: dict[str, Any] = {"sharing": Sharing.COMPANY if may_share else Sharing.PERSONAL}
    form = posted(request, AnswerForm, by=request.user, initial=known)
    if said := _said(request):
        known[f"body_{said.language or request.user.language}_polite"] = repeating.as_ready(said, request.user)
    made: list[int] = []

    def act(_data: dict[str, Any]) -> None:
        token = request.POST.get("once", "")
        given = form.given
        pk = once.once(token, by=request.user, verb="answer.add", act=lambda: _added(given, request.user))
        made.append(pk)

    if done(form, act):
        messages.success(request, _("Saved."))
        return to("answer", made[0])
    return _shown(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@room(rights.REPLY)
def edit(request: Visit, pk: int) -> HttpResponse:
    """Its words and what follows them; who may not change it may read it."""
    answer = _answer(request, pk)
    known = {
        **{name: getattr(answer, name) for name in ("title", "sharing", "end")},
        "team": answer.team_id,
        "tags": ", ".join(answer.tags),
        "category": answer.category_id,
    }
    form = posted(request, AnswerForm, by=request.user, answer=answer, initial=known)
    if not answering.may_change(answer, request.user):
        if request.method == "POST":
            answering.require_change(answer, request.user)
        form = AnswerForm(by=request.user, answer=answer, initial=known)
        lock(form)
    if done(form, lambda _data: answering.change(answer, by=request.user, **form.given)):
        messages.success(request, _("Saved."))
        return to("answer", pk)
    return _shown(request, form, answer)


@require_POST
@room(rights.REPLY)
def use(request: Visit, pk: int) -> HttpResponse:
    """Offer it, or offer it no more."""
    answering.use(_answer(request, pk), is_active=bool(request.POST.get("active")), by=request.user)
    return to("answer", pk)


@require_POST
@room(rights.REPLY)
def enclose(request: Visit, pk: int) -> HttpResponse:
    """Let a file go with it."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("file.none", _("Choose a file."))
    answering.enclose(_answer(request, pk), cast("BinaryIO", file.file), file.name or "", by=request.user)
    return to("answer", pk)


@require_POST
@room(rights.REPLY)
def take_out(request: Visit, pk: int, file: int) -> HttpResponse:
    """Let a file go with it no more."""
    found = get_object_or_404(ReadyAnswerFile, answer=_answer(request, pk), pk=file)
    answering.take_out(found, by=request.user)
    return to("answer", pk)


def _repeated(request: Visit) -> list[repeating.Repeated]:
    return [] if is_fragment(request) else repeating.repeated(request.user)


def _said(request: Visit) -> Message | None:
    """The message of their own that the person begins with."""
    number = request.GET.get("message", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    mine = Message.objects.visible_to(request.user).filter(author=request.user).select_related("ticket__customer")
    return get_object_or_404(mine, pk=int(number))


def _added(given: dict[str, Any], by: Person) -> int:
    return answering.add(by=by, **given).pk


def _answer(request: Visit, pk: int) -> ReadyAnswer:
    answers = ReadyAnswer.objects.visible_to(request.user).select_related("owner", "team", "category")
    return get_object_or_404(answers, pk=pk)


def _rows(person: Person, text: str) -> Iterator[Row]:
    answers = ReadyAnswer.objects.visible_to(person).select_related("owner", "team").prefetch_related("texts")
    counts = answering.counted(answers.values_list("pk", flat=True))
    for answer in answers:
        texts = list(answer.texts.all())
        said = picking.fitting(texts, person.language, "polite")
        if said is None or not picking.likeness(text, answer.title, said.body):
            continue
        uses, helped, failed = counts.get(answer.pk, (0, 0, 0))
        languages = sorted({one.language for one in texts})
        yield Row(answer, _whose(answer, person), snippet(said.body, 100), languages, uses, helped, failed)


def _whose(answer: ReadyAnswer, person: Person) -> str:
    if answer.sharing == Sharing.TEAM and answer.team is not None:
        return str(answer.team.name)
    if answer.sharing == Sharing.PERSONAL:
        return pgettext("whose it is", "mine") if answer.owner_id == person.pk else answer.owner.name
    return str(Sharing.COMPANY.label)


def _shown(request: Visit, form: AnswerForm, answer: ReadyAnswer | None) -> HttpResponse:
    filled = [f"body_{code}_{tone}" for code, tone in WHERE]
    main = [name for name in filled if name.endswith("_polite")]
    uses, helped, failed = answering.counted([answer.pk]).get(answer.pk, (0, 0, 0)) if answer else (0, 0, 0)
    values = {
        "form": form,
        "answer": answer,
        "title": answer.title if answer else _("New ready answer"),
        "may_change": answer is None or answering.may_change(answer, request.user),
        "main": main,
        "other": [name for name in filled if name not in main],
        "others_filled": any(form[name].value() for name in filled if name not in main),
        "plain": [name for name in form.fields if name not in filled],
        "variables": [names[0] for names in filling.NAMES.values()],
        "gaps": sorted({gap for name in filled for gap in filling.unknown(form[name].value() or "")}),
        "files": list(answer.files.all()) if answer else [],
        "counts": (uses, helped, failed),
        "once": once.token(),
        "back": reverse("manage:answers"),
    }
    return page(request, "manage/answers/answer.html", values, here="answers")
