"""The portal of customers."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from otklik.portal.views import (
    estimates,
    feeds,
    files,
    goals,
    help,
    home,
    identity,
    lessons,
    profile,
    requests,
    safe,
    search,
    suggestions,
    wishes,
)


class Language(StringConverter):
    """One of ours."""

    regex = "ru|uk|en"


register_converter(Language, "language")

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", home.ask, name="ask"),
    path("ask/known/", home.known, name="known"),
    path("ask/pasted/", safe.pasted, name="pasted"),
    path("ask/suggestions/", suggestions.show, name="suggestions"),
    path("ask/help/", suggestions.helped, name="helped"),
    path("language/", home.language, name="language"),
    path("me/", profile.profile, name="profile"),
    path("requests/", requests.index, name="requests"),
    path("wishes/", wishes.index, name="wishes"),
    path("wishes/<int:pk>/withdrawal/", wishes.withdraw, name="wish-withdrawal"),
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
    path("requests/<int:number>/safe/", safe.send, name="safe"),
    path("requests/<int:number>/messages/<int:pk>/disclosure/", requests.disclosure, name="disclosure"),
    path("requests/<int:number>/identity/", identity.answer, name="identity_answer"),
    path("identity/<str:token>/", identity.show, name="identity"),
    path("requests/<int:number>/estimates/<int:pk>/", estimates.decide, name="estimate-decision"),
    path("estimates/<str:token>/", estimates.show, name="estimate"),
    path("goals/<str:token>/", goals.show, name="goal"),
    path("safe/<str:token>/", safe.field, name="secret"),
    path("files/<int:pk>/preview/", files.preview, name="preview"),
    path("files/<int:pk>/<str:name>", files.file, name="file"),
    path("help/", help.start, name="help_start"),
    path("help/sitemap.xml", feeds.sitemap, name="sitemap"),
    path("help/images/<int:pk>/", help.image, name="article_image"),
    path("help/<language:lang>/", help.index, name="help"),
    path("help/<language:lang>/feed.xml", feeds.feed, name="help_feed"),
    path("help/<language:lang>/search/", search.show, name="help_search"),
    path("help/<language:lang>/sections/<slug:code>/", help.section, name="help_section"),
    path("help/<language:lang>/lessons/", lessons.index, name="lessons"),
    path("help/<language:lang>/lessons/<slug:code>/", lessons.show, name="lesson"),
    path("help/<language:lang>/lessons/<slug:code>/<int:pk>/", lessons.step, name="lesson_step"),
    path("help/<language:lang>/lessons/<slug:code>/<int:pk>/mark/", lessons.mark, name="lesson_mark"),
    path("help/<language:lang>/<slug:slug>/", help.article, name="article"),
    path("help/<language:lang>/<slug:slug>/opinion/", help.opinion, name="opinion"),
    path("robots.txt", feeds.robots, name="robots"),
    path("logo/<str:sha256>", files.logo, name="logo"),
]
