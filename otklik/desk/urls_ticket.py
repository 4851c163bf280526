"""The page of one request and what is done on it."""

from django.urls import URLPattern, URLResolver, path

from otklik.desk.views import (
    attachments,
    colleagues,
    deeds,
    deliveries,
    drafts,
    letters,
    messages,
    presence,
    ready,
    steps,
    ticket,
)

_T = "tickets/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_T, ticket.show, name="ticket"),
    path(f"{_T}head/", ticket.show_head, name="head"),
    path(f"{_T}thread/", ticket.show_thread, name="thread"),
    path(f"{_T}facts/", ticket.show_facts, name="facts"),
    path(f"{_T}presence/", presence.show, name="presence"),
    path(f"{_T}draft/", drafts.keep, name="draft"),
    path(f"{_T}messages/", messages.create, name="messages"),
    path(f"{_T}messages/<int:pk>/withdrawal/", messages.withdraw, name="withdrawal"),
    path(f"{_T}deliveries/<int:pk>/attempt/", deliveries.retry, name="delivery-attempt"),
    path(f"{_T}deliveries/<int:pk>/address/", deliveries.redirect, name="delivery-address"),
    path(f"{_T}messages/<int:pk>/letter/", messages.letter, name="letter"),
    path("pictures/<str:token>/", letters.picture, name="picture"),
    path(f"{_T}messages/<int:pk>/words/", deeds.close_in_words, name="words"),
    path(f"{_T}messages/<int:pk>/rejection/", deeds.reject, name="rejection"),
    path(f"{_T}ready-answers/", ready.found, name="ready-answers"),
    path(f"{_T}ready-answers/<int:pk>/files/", ready.enclose, name="ready-answer-files"),
    path(f"{_T}responsibility/", deeds.accept, name="responsibility"),
    path(f"{_T}work/", deeds.work, name="work"),
    path(f"{_T}pool/", deeds.return_to_pool, name="pool"),
    path(f"{_T}debt/", deeds.need_no_reply, name="debt"),
    path(f"{_T}spam/", deeds.spam, name="spam"),
    path(f"{_T}following/", deeds.follow, name="following"),
    path(f"{_T}participants/<int:pk>/departure/", deeds.let_go, name="departure"),
    path(f"{_T}addresses/<int:pk>/delivery/", deeds.address_works, name="address_works"),
    path(f"{_T}reminders/<int:pk>/removal/", deeds.forget_reminder, name="reminder"),
    path(f"{_T}links/<int:other>/removal/", deeds.unlink, name="unlink"),
    path(f"{_T}merges/<int:pk>/undoing/", deeds.unmerge, name="unmerge"),
    path(f"{_T}mutes/<int:pk>/undoing/", deeds.unmute, name="unmute"),
    path(f"{_T}moves/<int:pk>/undoing/", deeds.unmove, name="unmove"),
    path(f"{_T}splits/<int:pk>/undoing/", deeds.unsplit, name="unsplit"),
    *(path(f"{_T}{step.resource}/", steps.view(step), name=step.resource) for step in steps.STEPS),
    path("attachments/", attachments.create, name="attachments"),
    path("attachments/<int:pk>/removal/", attachments.discard, name="attachment-removal"),
    path("attachments/<int:pk>/preview/", attachments.preview, name="attachment-preview"),
    path("attachments/<int:pk>/view/", attachments.view, name="attachment-view"),
    path("attachments/<int:pk>/file/<str:name>", attachments.show, name="attachment"),
    path("colleagues/", colleagues.found, name="colleagues"),
]
