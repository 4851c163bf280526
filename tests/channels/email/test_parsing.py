"""What a letter says is read, and no letter is too broken to become one (research: mail, §1)."""

import random
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.email.parsing import parse, read
from tests.channels.email.letters import DSN, letter


def test_the_usual_letter():
    raw = letter(html="<p>Здравствуйте</p>", files=[("Снимок.png", "image/png", b"\x89PNG1234")], Cc="b@c.d").as_bytes()
    said = parse(raw)
    assert said["subject"] == "Письма не доходят"
    assert (said["from_addr"], said["from_name"]) == ("vera@shop.example", "Вера")
    assert (said["to"], said["cc"]) == (["support@prichal.example"], ["b@c.d"])
    assert said["text"] == "Здравствуйте, письма не доходят до Gmail."
    assert said["html"].strip() == "<p>Здравствуйте</p>"
    assert said["attachments"] == [("Снимок.png", "image/png", 8)]
    assert (said["auto_submitted"], said["bounce"]) == (False, None)


def test_ids_come_without_brackets_and_the_nearest_ancestor_first():
    read_letter = read(letter(In_Reply_To="<b@x>", References="<a@x> <b@x>", Message_ID="<c@x>").as_bytes())
    assert read_letter.message_id == "c@x"
    assert read_letter.ancestors == ["b@x", "a@x"]


def test_a_letter_of_html_alone_has_text():
    assert read(b"Content-Type: text/html\n\n<p>Hi <b>all</b><br>there</p>").text == "Hi all\nthere"


def test_an_image_shown_inside_has_its_cid():
    message = letter(html='<p><img src="cid:pic@x"></p>')
    page = message.get_payload()[1]
    page.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<pic@x>")
    (file,) = read(message.as_bytes()).files
    assert (file.cid, file.inline) == ("pic@x", True)


def test_a_letter_inside_a_letter_stays_a_file():
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("inner words")
    message = letter()
    message.add_attachment(inner)
    outer = read(message.as_bytes())
    assert [file.mime for file in outer.files] == ["message/rfc822"]
    assert b"inner words" in outer.files[0].octets
    assert "inner words" not in outer.text


def test_a_bounce_is_told_before_an_automatic_reply():
    """Postfix marks its bounces as automatic replies."""
    said = read(DSN % {b"ours": b"t.1.2.abc@prichal.example"})
    assert said.auto_submitted is False
    assert said.bounce
    assert said.bounce.recipient == "vera@shop.example"
    assert (said.bounce.action, said.bounce.status) == ("failed", "5.1.1")
    assert said.bounce.message_id == "t.1.2.abc@prichal.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.x>"},
        {"subject": "Автоматический ответ: в отпуске"},
        {"sender": "no-reply@shop.example"},
    ],
)
def test_a_machine_is_known_by_its_marks(headers):
    assert read(letter(**headers).as_bytes()).auto_submitted


def test_a_human_who_suppresses_automatic_answers_is_a_human():
    assert not read(letter(X_Auto_Response_Suppress="All", Auto_Submitted="no").as_bytes()).auto_submitted


BROKEN = [
    b"",
    b"\n",
    b"\x00" * 1000,
    b"\xff" * 1000,
    b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 2000,
    b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (i, i) for i in range(3000)),
    b"Content-Type: message/rfc822\n\n" * 3000,
    b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n!!!",
    b"From: <<<>>>\nTo: ,,,;;;\nDate: 99 Foo\nMessage-ID: <>\nReferences: <\n\nx",
    b"Subject: =?utf-16?B?2AA=?=\n\n" + b"\xd8\x00",
    b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_letter_is_a_poor_letter(raw):
    _is_storable(parse(raw))


def test_bytes_that_cannot_be_taken_apart_are_shown_as_they_are():
    poor = read(b"Subject: deep\nFrom: a@b.c\n" + b"Content-Type: message/rfc822\n\n" * 3000)
    assert poor.trouble == "RecursionError"
    assert (poor.subject, poor.sender.email) == ("deep", "a@b.c")
    assert poor.text


@given(st.binary(max_size=400))
def test_any_bytes_are_a_letter(raw):
    _is_storable(parse(raw))
    _is_storable(parse(b"Content-Type: text/html; charset=" + raw[:9] + b"\n\n" + raw))


WHOLE = letter(html="<p>x</p>", files=[("я.pdf", "application/pdf", b"%PDF")]).as_bytes() + DSN


@given(st.randoms(use_true_random=False))
def test_any_damage_leaves_a_letter(chance: random.Random):
    raw = bytearray(WHOLE)
    for _ in range(chance.randrange(1, 30)):
        place = chance.randrange(len(raw))
        raw[place : place + chance.randrange(30)] = chance.randbytes(chance.randrange(6))
    _is_storable(parse(bytes(raw)))


def _is_storable(said):
    """Nothing that PostgreSQL or a header would refuse."""
    for value in [said["subject"], said["from_addr"], said["from_name"], said["message_id"], *said["to"]]:
        assert not set(value) & set("\r\n\0")
    for value in [said["text"], said["html"], *(name for name, *_ in said["attachments"])]:
        assert "\0" not in value
        value.encode()
