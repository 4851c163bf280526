"""Pages of signing in; the work is the library's, the look and the words are ours."""

from __future__ import annotations

from typing import Any

from allauth.account import views as library
from allauth.usersessions import views as sessions
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from otklik import live
from otklik.kernel.verbs import verb
from otklik.people import identifying
from otklik.people.models import Identity, Person
from otklik.signin import demo


class Invalid422:
    """A form with errors answers 422 (STYLE)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page, with what is wrong."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # mixed into a FormView
        if response.status_code == 200:
            response.status_code = 422
        return response


class AskForCode(Invalid422, library.RequestLoginCodeView):
    """The address of a customer; in the demo also whom one may be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hints in demo mode only."""
        return {**super().get_context_data(**kwargs), "hints": demo.hints()}


class EnterCode(Invalid422, library.ConfirmLoginCodeView):
    """The code from the letter proves that its owner reads there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In demo mode the page tells the code that a letter would bring."""
        return {**super().get_context_data(**kwargs), "demo_code": demo.code(self._process)}

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        address = self._process.state.get("email") or ""
        identity = Identity.objects.filter(kind="email", normalised=address, person=self._process.user).first()
        if identity is not None:
            identifying.verify(identity)
        response: HttpResponse = super()._verify_form_valid(form)
        return response


class EnterPassword(Invalid422, library.LoginView):
    """Staff, by password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hints in demo mode only."""
        return {**super().get_context_data(**kwargs), "hints": demo.hints()}


class ChangePassword(Invalid422, library.PasswordChangeView):
    """Staff only: customers have no password to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Customers may not."""
        if isinstance(request.user, Person) and not request.user.is_staff_member:
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class ForgotPassword(Invalid422, library.PasswordResetView):
    """A letter with a link, to staff."""


class NewPassword(Invalid422, library.PasswordResetFromKeyView):
    """The page behind the link of the letter."""


class Reauthenticate(Invalid422, library.ReauthenticateView):
    """The password once more, before something dangerous."""


class Sessions(sessions.ListUserSessionsView):
    """Where the person has signed in; ends the others (M2)."""

    def form_valid(self, form: Any) -> HttpResponse:
        """End them, and cut their live lines too."""
        response: HttpResponse = super().form_valid(form)
        _cut(self.request.user)
        return response


@method_decorator(require_POST, name="dispatch")
class SignOut(library.LogoutView):
    """Only by a button: a link could be followed by a preview."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End this session and its live line."""
        person = request.user
        response: HttpResponse = super().post(request, *args, **kwargs)
        if isinstance(person, Person):
            _cut(person)
        return response


@verb
def _cut(person: Any) -> None:
    live.touch("kick", to=[f"kick-{person.pk}"])


def inactive(request: HttpRequest) -> HttpResponse:
    """Access was closed by an administrator."""
    return render(request, "account/account_inactive.html", status=403)


def nobody_signs_up(request: HttpRequest) -> HttpResponse:
    """A record appears by writing to support."""
    return HttpResponseRedirect("/")
