"""Rendering a piece of a template, as a page would."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory


def request(**cookies: str) -> HttpRequest:
    """A guest's request of the front page."""
    made = RequestFactory().get("/")
    made.COOKIES |= cookies
    made.user = AnonymousUser()
    return made


def render(source: str, **values: object) -> str:
    """What a template of this source shows to a guest."""
    return engines["jinja2"].from_string(source).render(values, request())
