"""Every page in a language nobody speaks: a bare word was written past the catalogues (F29)."""

import re
from zoneinfo import available_timezones

import pytest
from django.db import transaction
from django.utils.translation import gettext

from otklik.clocks.models import Calendar
from otklik.desk import overload_forms
from otklik.people import company
from otklik.people.models import Line, Role, Team
from otklik.tickets.models import Category, Message, Status, Tag, Ticket
from tests import cast, pseudo, stage
from tests.architecture.pages import said_words
from tests.architecture.source import none_of
from tests.walking import walk

NAMED = (Role, Line, Team, Status, Category, Calendar)
READERS = ("customer", "agent", "admin")
SAMPLES = {"ui-kit"}  # pages of samples, in the language of the samples
KEYS = {"Ctrl", "Shift", "Alt", "Esc"}
NAMES = {
    "Otklik",
    "English",
    "Telegram",
    "MAX",
    "WhatsApp",
    "API",
    "IMAP",
    "SMTP",
    "TLS",
    "STARTTLS",
    "INBOX",
    "Google",
    "GitHub",
    "GitLab",
    "Jira",
    "Cloud",  # Jira Cloud, Jira Data Center
    "Data",
    "Center",
    "Bug",  # what Jira itself calls a kind of task and a status
    "Released",
    "MAIL",  # a key of a project
    "Mailgun",
    "Microsoft",
    "Outlook",
    "Postmark",
    "Thunderbird",
    "XLSX",
    "II",
    "III",
}
DATA = {*KEYS, *NAMES, "ru", "uk", "en", *available_timezones()}
"""Words of the stage, of the keyboard, and names that are the same in every language."""


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        stage.set_up()
        readers = {role: person for role, person in cast.roles().items() if role in READERS}
        with pseudo.spoken():
            found = walk(readers, methods=["GET"])
        ours = _words_of_the_stage()
        transaction.set_rollback(True)
    return found, ours


def _words_of_the_stage():
    """What people wrote: subjects, messages, names of tags. Anybody may write in any language."""
    written = [
        *Ticket.objects.values_list("subject", flat=True),
        *Message.objects.values_list("body", flat=True),
        *Tag.objects.values_list("name", flat=True),
        *(text for model in NAMED for name in model.objects.values_list("name", flat=True) for text in name.values()),
        *(text for name in Status.objects.values_list("customer_name", flat=True) for text in name.values()),
        *company.NAME.value.values(),
        *overload_forms.USUAL.values(),  # what is offered to a lead to say, in each language
        "{email} {id} {login} {phone} {ticket}",  # the holes of a link
        "walk plan",  # the code of an action, and of a field of the card
    ]
    return {word for text in written for word in re.findall(r"[A-Za-z]{2,}", text)}


def test_no_page_shows_a_word_that_was_not_said_through_gettext(answers):
    found, written = answers
    pages = [answer for answer in found if "text/html" in answer.text and answer.address not in SAMPLES]
    assert pages
    none_of(
        {
            f"{answer.address}: {word}"
            for answer in pages
            for text in said_words(answer.text.partition("} ")[2])
            for word in pseudo.bare_words(text)
            if word not in DATA | written
        }
    )


def test_the_language_nobody_speaks_is_seen_through():
    with pseudo.spoken():
        shown = "".join(said_words(gettext("Taken by %(name)s, see <b>below</b>") % {"name": "Анна"}))
        assert pseudo.bare_words(shown) == []
        assert pseudo.bare_words("Taken by Анна, a@b.example, report.pdf") == ["Taken", "by"]
    assert gettext("no such phrase") == "no such phrase"
