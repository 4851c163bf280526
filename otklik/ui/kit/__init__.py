"""The kit: every component in every state on one page, for developers and for tests. Not routed in production."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from otklik.kernel import clock
from otklik.ui.formats import Words
from otklik.ui.forms import TranslatedField
from otklik.ui.kit import desk, portal


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The whole kit; the present stands still, so that two screenshots are one picture."""
    if "palette" in request.GET:
        return render(request, "ui/kit_found.html", {"asked": request.GET.get("q", "")})
    with clock.at(desk.NOW):
        words = Words(Moscow(get_language() or "ru"))
        samples = {**desk.samples(words), **portal.samples(words), "form": sample_form()}
        return render(request, "ui/kit.html", samples)


@dataclass(frozen=True)
class Moscow:
    """Whoever looks at the kit."""

    language: str
    time_zone: str = "Europe/Moscow"


class Sample(forms.Form):
    """One field of every sort, some of them wrong."""

    subject = forms.CharField(label="Тема", help_text="Клиент увидит её в списке обращений", max_length=60)
    due = forms.CharField(label="Срок из Jira")
    about = forms.CharField(label="Что сделать", widget=forms.Textarea, required=False)
    line = forms.ChoiceField(label="Линия", choices=[("1", "1-я линия"), ("2", "2-я линия")])
    often = forms.ChoiceField(
        label="Как часто", choices=[("day", "Каждый день"), ("week", "Раз в неделю")], widget=forms.RadioSelect
    )
    remind = forms.BooleanField(label="Напоминать клиенту", required=False)
    mine = forms.BooleanField(label="Только мои", required=False)
    name = TranslatedField(label="Название статуса", help_text="Пустое берётся из другого языка")

    def clean_due(self) -> str:
        """Never right, so that the kit has an error to show."""
        raise forms.ValidationError("Этот день прошёл. Укажите срок не раньше 21 ноября")


def sample_form() -> Sample:
    """The form as it comes back with 422."""
    form = Sample({"subject": "Не доходят письма", "due": "20 ноября", "line": "2", "often": "day", "name_ru": "Ждём"})
    form.full_clean()
    form.add_error(None, "Правило не сохранено: исправьте срок")
    return form
