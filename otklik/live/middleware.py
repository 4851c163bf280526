"""Where the names stood when a page was begun."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from otklik.live.hub import hub


def note_position(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request `live_position`, taken before anything is read: what is said later, the page hears again."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.live_position = hub.last  # type: ignore[attr-defined]  # templates read it
        return answer(request)

    return respond
