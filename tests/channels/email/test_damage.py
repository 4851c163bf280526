"""However a letter is damaged, it is a letter: no exception, nothing that a database or a header refuses (§1, §3.7)."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.channels.email.parsing import parse, read
from otklik.channels.email.quotes import fold, strip_reply
from tests.channels.email import clients, corpus

WHOLE = list(corpus.letters())
BROKEN_PIECES = [
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r",
    b"\n\n",
    b"=?utf-8?B?",
    b"?=",
    b'"',
    b"<",
    b"<div>" * 300,
]
BROKEN_PIECES += [
    b"--A",
    b"\x1b$B",
    b"charset=utf-16",
    b"Content-Transfer-Encoding: base64\r\n",
    b"\xe2\x80\xae",
    b"; name*0*=",
]
PIECES = [
    "> ",
    "\n",
    "wrote:",
    "От: ",
    "From: ",
    "a@b.c ",
    "1.1.2026 10:00 ",
    "-----",
    "\x00",
    "\ud800",
    "<p>",
    "</div>",
]
PIECES += ["<blockquote>", "&lt;", "-- \n", "On ", "---------- Forwarded message ---------\n", "\u202e", "ё", " ", "x"]


def damaged(chance: random.Random, raw: bytes) -> bytes:
    """The letter with up to twelve wounds: bytes lost, doubled, swapped or put in."""
    octets = bytearray(raw)
    for _ in range(chance.randrange(1, 12)):
        place, length = chance.randrange(len(octets) + 1), chance.randrange(1, 60)
        wound = chance.randrange(5)
        if wound == 0:
            del octets[place : place + length]
        elif wound == 1:
            octets[place:place] = octets[place : place + length]
        elif wound == 2:
            octets[place : place + length] = chance.randbytes(length)
        elif wound == 3:
            octets[place:place] = chance.choice(BROKEN_PIECES)
        else:
            octets = octets[: max(1, place)]
    return bytes(octets)


def is_storable(said: dict[str, Any]) -> None:
    """Nothing that PostgreSQL or a header would refuse."""
    lines = [said[name] for name in ("subject", "from_addr", "from_name", "message_id", "in_reply_to")]
    for value in [*lines, *said["to"], *said["cc"], *said["references"], *(name for name, *_ in said["attachments"])]:
        assert not set(value) & set("\r\n\0")
        value.encode()
    for value in (said["text"], said["html"], *(vars(said["bounce"]) if hasattr(said["bounce"], "__dict__") else ())):
        assert "\0" not in value
        value.encode()


@settings(max_examples=120)
@given(st.integers(0, len(WHOLE) - 1), st.randoms(use_true_random=False))
def test_a_damaged_letter_is_a_letter(number, chance):
    raw = damaged(chance, WHOLE[number])
    assert read(raw).trouble in ("", "RecursionError")
    said = parse(raw)
    is_storable(said)
    shown = strip_reply(said["text"], said["html"])
    shown.encode()
    assert "\0" not in shown


@settings(max_examples=80)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_words_are_stripped_without_trouble(body):
    for shown in (strip_reply(body, ""), strip_reply("", body), strip_reply(body, body), *fold(body)):
        assert isinstance(shown, str)


@settings(max_examples=60)
@given(st.text(alphabet="абвгд xyz.,\n", min_size=1, max_size=200))
def test_words_without_marks_are_never_lost(words):
    assert strip_reply(words, "").split() == words.split()


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(clients.TAILS))
def test_what_is_shown_was_written(number, tail):
    bodies = [body for _, body in clients.replies()]
    body = f"{bodies[number % len(bodies)]}\n{tail}"
    written = body.split()
    assert set(strip_reply(body, "").split()) <= set(written)


@pytest.mark.parametrize("fault", [ValueError, KeyError, MemoryError, RecursionError, LookupError])
def test_whatever_goes_wrong_inside_the_letter_is_shown_as_it_came(monkeypatch, fault):
    """The guarantee does not rest on our knowing every way to fail."""

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("otklik.channels.email.parsing.gather", fail)
    poor = read(WHOLE[0])
    assert poor.trouble == fault.__name__
    assert poor.subject == "Undelivered Mail Returned to Sender"
    assert "could not be delivered" in poor.text
    assert poor.auto_submitted, "nobody is answered automatically about a letter that could not be read"


def test_depth_parts_and_size_are_limited():
    """Otherwise this test would not end."""
    many = b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 30_000
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (n, n) for n in range(400))
    for raw in (many, deep, b"Subject: " + b"x" * 2**21, b"X: y\n" * 100_000, b"To: " + b"a@b.c, " * 50_000):
        said = parse(raw)
        is_storable(said)
        assert len(said["attachments"]) <= 100
        assert len(said["to"]) <= 200
        assert len(said["subject"]) <= 255
