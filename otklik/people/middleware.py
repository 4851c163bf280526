"""Each person sees their own language and time zone (M3)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language_from_request

from otklik.kernel import asking
from otklik.people import company

Next = Callable[[HttpRequest], HttpResponse]
COOKIE = "otklik_language"


def speak_their_language(answer: Next) -> Next:
    """Activate the person's language and zone; a guest has a choice or the browser's, and the company's zone."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen, zone = request.COOKIES.get(COOKIE, ""), str(company.TIME_ZONE.value)
        if request.user.is_authenticated:
            chosen, zone = request.user.language, request.user.time_zone
        language = chosen if chosen in known else get_language_from_request(request)
        with translation.override(language), timezone.override(zone), asking.asked_by(request.user.pk):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return middleware
