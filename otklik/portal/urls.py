"""The portal of customers."""

from django.urls import path

from otklik.portal.views import files, home, profile, requests

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", home.ask, name="ask"),
    path("language/", home.language, name="language"),
    path("me/", profile.profile, name="profile"),
    path("requests/", requests.index, name="requests"),
    path("requests/<int:number>/", requests.show, name="request"),
    path("requests/<int:number>/now/", requests.now, name="now"),
    path("requests/<int:number>/messages/", requests.messages, name="messages"),
    path("requests/<int:number>/messages/<int:pk>/reactions/", requests.reactions, name="reactions"),
    path("requests/<int:number>/messages/<int:pk>/confirmation/", requests.confirmation, name="confirmation"),
    path("requests/<int:number>/notes/", requests.private_notes, name="notes"),
    path("requests/<int:number>/acceptance/", requests.acceptance, name="acceptance"),
    path("requests/<int:number>/rejection/", requests.rejection, name="rejection"),
    path("requests/<int:number>/repetition/", requests.repetition, name="repetition"),
    path("requests/<int:number>/withdrawal/", requests.withdrawal, name="withdrawal"),
    path("requests/<int:number>/rating/", requests.rating, name="rating"),
    path("files/<int:pk>/preview/", files.preview, name="preview"),
    path("files/<int:pk>/<str:name>", files.file, name="file"),
    path("logo/<str:sha256>", files.logo, name="logo"),
]
