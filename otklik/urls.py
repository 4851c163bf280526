"""Every address, by surface."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler500 = "otklik.kernel.door.pages.failure"
