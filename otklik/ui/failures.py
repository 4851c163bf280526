"""Django's last answers: the static page of the error, in the reader's language (F4)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from otklik.ui import pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`."""
    return failure(request, "400")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`."""
    return failure(request, "403")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`."""
    return failure(request, "404")


def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the form is older than the session, or cookies are off."""
    return failure(request, "csrf", status=403)


def failure(request: HttpRequest, name: str, *, status: int | None = None) -> HttpResponse:
    """The page `name`, for views that refuse with 413 or 429 too. Never touches the database."""
    language = _language(request)
    return HttpResponse(
        pages.page(name, language),
        status=status or int(name),
        headers={"Content-Language": language, "X-Failure": name},
    )


def _language(request: HttpRequest) -> str:
    """The language of the person if it was asked for already, else what a guest chose, else what the browser wants."""
    known = dict(settings.LANGUAGES)
    person = getattr(request, "_cached_user", None)
    wanted = (getattr(person, "language", ""), request.COOKIES.get("otklik_language", ""))
    return next((code for code in wanted if code in known), translation.get_language_from_request(request))
