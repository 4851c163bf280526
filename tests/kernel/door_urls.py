"""Views that say what came through the door, and send everything that may go out through it."""

import hashlib

from django.db import connection
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from otklik import live
from otklik.kernel import asking
from otklik.kernel.door.files import FileAnswer

calls: list[str] = []
interruptions: set[str] = set()


def page(request):
    response = HttpResponse("страница")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response


@csrf_exempt
def echo(request):
    calls.append(request.GET.get("note", ""))
    told = {name: value for name, value in request.META.items() if isinstance(value, str)}
    digest = hashlib.sha256(request.read()).hexdigest()
    return JsonResponse({"meta": told, "path": request.path, "sha256": digest, "request": str(asking.request_id.get())})


def called(request):
    return JsonResponse(calls, safe=False)


def file(request, name):
    return FileAnswer(name, content_type="application/pdf", name="Счёт № 1.pdf", headers={"ETag": '"one"'})


def generated(request, megabytes):
    return StreamingHttpResponse(b"x" * 2**20 for _ in range(megabytes))


def broken_at_once(request):
    return StreamingHttpResponse(1 / 0 for _ in range(3))


def broken_later(request):
    return StreamingHttpResponse(bytes([65 // number]) for number in (1, 0))


@csrf_exempt
def database(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 42")
        return JsonResponse(cursor.fetchone(), safe=False)


@csrf_exempt
def interrupted(request, note):
    with connection.cursor() as cursor:
        if note not in interruptions:
            interruptions.add(note)
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 42")
        return JsonResponse(cursor.fetchone(), safe=False)


def say(request):
    live.touch(request.GET["name"], to=["staff"])
    return HttpResponse()


def failing(request):
    raise RuntimeError("an error of a view, on purpose")


handler500 = "otklik.kernel.door.pages.failure"
urlpatterns = [
    path("page", page),
    path("echo", echo),
    path("sign-in/echo", echo),
    path("эхо", echo),
    path("called", called),
    path("file/<path:name>", file),
    path("generated/<int:megabytes>", generated),
    path("broken-at-once", broken_at_once),
    path("broken-later", broken_later),
    path("database", database),
    path("interrupted/<note>", interrupted),
    path("failing", failing),
    path("say", say),
]
