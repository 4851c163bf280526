"""A tracker calls when a task changes. Its address holds a proof that we gave it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from otklik.development import calling


@csrf_exempt
@require_POST
def take(request: HttpRequest, pk: int, proof: str) -> HttpResponse:
    """Keep the call as it came; a job understands it. One that came before is answered alike."""
    tracker = calling.calling(pk, proof)
    if tracker is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > calling.LARGEST:
        return HttpResponse(status=413)
    if not calling.take(tracker, request.body, request.headers):
        return HttpResponse(status=403)
    return HttpResponse(status=204)
