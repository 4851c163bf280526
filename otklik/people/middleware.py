"""Each person sees their own language and time zone (M3)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

Next = Callable[[HttpRequest], HttpResponse]
COOKIE = "otklik_language"


def speak_their_language(answer: Next) -> Next:
    """Activate the person's language; a guest's comes from their own choice, else from the browser."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(COOKIE, "")
        if request.user.is_authenticated:
            chosen = request.user.language
        with translation.override(chosen if chosen in known else get_language_from_request(request)):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return middleware
