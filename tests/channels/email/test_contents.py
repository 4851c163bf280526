"""The words and the files of a letter, however its parts are put together (RFC 2046, 5545, 8551, MS-OXTNEF)."""

import base64
import struct

import pytest

from otklik.channels.email.parsing import parse, read

HEAD = b"From: i@x.ru\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def multipart(kind: str, *parts: bytes, boundary: str = "A", head: bytes = HEAD) -> bytes:
    line = f"--{boundary}\r\n".encode()
    body = b"".join(line + part + b"\r\n" for part in parts)
    return head + f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n".encode() + body + line[:-2] + b"--\r\n"


def part(mime: str, body: bytes, *heads: str) -> bytes:
    return "\r\n".join([f"Content-Type: {mime}", *heads, "", ""]).encode() + body


PLAIN, PAGE = part("text/plain", b"words"), part("text/html", b"<p>words</p>")
IMAGE = part("image/png; name=a.png", b"iVBORw0K", "Content-ID: <i@x>", "Content-Transfer-Encoding: base64")
BASE64 = "Content-Transfer-Encoding: base64"


def cms(number: str) -> bytes:
    """The beginning of a container that says what is inside by that number only (RFC 5652)."""
    oid = bytes.fromhex(number)
    return base64.b64encode(b"\x30\x80\x06" + bytes([len(oid)]) + oid + b"\xa0\x80\x30\x80\x02\x01\x01")


RELATED = multipart("related", PAGE, IMAGE, boundary="B", head=b"")


def test_words_said_twice_are_read_once():
    said = parse(multipart("alternative", PLAIN, RELATED))
    assert (said["text"], said["html"]) == ("words", "<p>words</p>")
    assert [name for name, *_ in said["attachments"]] == ["a.png"]


def test_other_views_of_an_alternative_are_left_out():
    amp, rich = part("text/x-amp-html", b"<html amp>"), part("text/enriched", b"<bold>words</bold>")
    said = parse(multipart("alternative", PLAIN, amp, rich, PAGE))
    assert (said["text"], said["html"], said["attachments"]) == ("words", "<p>words</p>", [])
    assert parse(multipart("alternative", rich))["text"] == "words"


def test_an_empty_plain_text_does_not_hide_the_page():
    assert parse(multipart("alternative", part("text/plain", b" \r\n"), PAGE))["text"] == "words"


def test_a_text_below_the_page_is_part_of_both():
    said = parse(multipart("mixed", PAGE, part("text/plain", b"a < b")))
    assert said["text"] == "words\na < b"
    assert said["html"] == "<p>words</p>\n<div>a &lt; b</div>"


def test_the_first_text_is_the_letter_though_it_has_a_name():
    said = parse(multipart("mixed", part("text/plain; name=body.txt", b"words"), part("text/plain; name=b.txt", b"f")))
    assert (said["text"], said["attachments"]) == ("words", [("b.txt", "text/plain", 1)])


def test_a_letter_whose_boundary_is_missing_or_wrong_has_its_words():
    assert parse(HEAD + b"Content-Type: multipart/mixed\r\n\r\nwords")["text"] == "words"
    wrong = multipart("mixed", PLAIN, IMAGE).replace(b"boundary=A", b"boundary=Z")
    assert parse(wrong)["text"] == "words"
    assert parse(wrong)["attachments"] == [("a.png", "image/png", 6)]


def test_base64_with_words_below_it_is_read_to_the_end():
    body = b"0JjQstCw0L0=\r\n________________\r\nThe list of customers"
    text = parse(HEAD + part("text/plain; charset=utf-8", body, "Content-Transfer-Encoding: base64"))["text"]
    assert text == "Иван\n________________\nThe list of customers"


def test_words_that_are_only_called_base64_are_shown():
    raw = HEAD + part("text/plain", b"These are plain words, really.", "Content-Transfer-Encoding: base64")
    assert parse(raw)["text"] == "These are plain words, really."


@pytest.mark.parametrize("label", ["", "; charset=us-ascii", "; charset=iso-8859-1", "; charset=no-such"])
def test_eight_bits_with_a_wrong_label_are_read(label):
    body = "Здравствуйте, сервер не отвечает".encode("cp1251")
    assert parse(HEAD + part(f"text/plain{label}", body))["text"] == "Здравствуйте, сервер не отвечает"


def test_a_page_may_state_its_charset_itself():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>žluťoučký</p>'.encode("cp1250")
    assert parse(HEAD + part("text/html", page))["text"] == "žluťoučký"


def test_a_file_written_into_the_text_becomes_a_file():
    said = parse(HEAD + part("text/plain", b"see\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\nbye"))
    assert (said["text"], said["attachments"]) == ("see\n\nbye", [("a.txt", "text/plain", 3)])
    assert parse(HEAD + part("text/plain", b"begin 644 reading\r\nhere and\r\nend"))["attachments"] == []


ICS = b"""BEGIN:VCALENDAR
METHOD:%(method)s
BEGIN:VEVENT
SUMMARY:Moving the server
DTSTART;TZID=Europe/Moscow:20260105T150000
DTEND;TZID=Europe/Moscow:20260105T160000
LOCATION:Room 5
ORGANIZER;CN=Bob:mailto:b@x.com
ATTENDEE;CN=Al:mailto:a@x.com
ATTENDEE:mailto:c@x.com
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_is_a_card_and_a_file():
    letter = read(HEAD + part("text/calendar; charset=utf-8; method=REQUEST", ICS % {b"method": b"REQUEST"}))
    assert letter.text == letter.card
    assert letter.card.split("\n") == [
        "Moving the server",
        "2026-01-05 15:00 – 16:00 Europe/Moscow",
        "Room 5",
        "Bob <b@x.com> → Al <a@x.com>, c@x.com",
    ]
    assert [(file.name, file.mime) for file in letter.files] == [("invitation.ics", "text/calendar")]


def test_an_invitation_beside_words_leaves_them_as_they_are():
    letter = read(multipart("alternative", PLAIN, part("text/calendar", ICS % {b"method": b"CANCEL"})))
    assert letter.text == "words"
    assert letter.card.startswith("Moving the server [CANCEL]")


def test_a_broken_invitation_is_still_a_file():
    letter = read(HEAD + part("text/calendar", b"BEGIN:VCALENDAR\nDTSTART:never"))
    assert (letter.card, len(letter.files), letter.trouble) == ("", 1, "")


@pytest.mark.parametrize(
    ("raw", "sealed", "names"),
    [
        (
            multipart(
                "encrypted", part("application/pgp-encrypted", b"Version: 1"), part("application/octet-stream", b"-")
            ),
            "pgp",
            ["version.txt", "encrypted.asc"],
        ),
        (HEAD + part("application/pkcs7-mime; smime-type=enveloped-data", b"AAAA"), "smime", ["smime.p7m"]),
        (HEAD + part("application/pkcs7-mime; smime-type=signed-data", b"AAAA"), "smime_closed", ["smime.p7m"]),
        (HEAD + part("application/pkcs7-mime; smime-type=certs-only", b"AAAA"), "", ["smime.p7m"]),
        (HEAD + part("application/pkcs7-mime", cms("2a864886f70d010702"), BASE64), "smime_closed", ["smime.p7m"]),
        (HEAD + part("application/pkcs7-mime", cms("2a864886f70d010703"), BASE64), "smime", ["smime.p7m"]),
        (
            HEAD + part("application/octet-stream; name=smime.p7m", cms("2a864886f70d010703"), BASE64),
            "smime",
            ["smime.p7m"],
        ),
        (multipart("mixed", PLAIN, part("application/pkcs7-mime; name=bill.xml.p7m", b"AAAA")), "", ["bill.xml.p7m"]),
        (HEAD + part("text/plain", b"-----BEGIN PGP MESSAGE-----\nx"), "pgp", []),
        (HEAD + part("text/plain", b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx"), "pgp_signed", []),
        (multipart("signed", PLAIN, part("application/pkcs7-signature", b"AAAA")), "smime_signed", ["smime.p7s"]),
        (multipart("signed", PLAIN, part("application/pgp-signature", b"AAAA")), "pgp_signed", ["signature.asc"]),
        (multipart("mixed", PLAIN, part("application/pgp-signature", b"AAAA")), "", ["signature.asc"]),
    ],
)
def test_sealed_and_signed_parts_are_named_as_such(raw, sealed, names):
    letter = read(raw)
    assert (letter.sealed, [file.name for file in letter.files]) == (sealed, names)


def test_what_is_encrypted_within_what_is_signed_is_encrypted():
    inside = part("application/pkcs7-mime; smime-type=enveloped-data", b"AAAA")
    assert read(multipart("signed", inside, part("application/pkcs7-signature", b"AAAA"))).sealed == "smime"


def test_a_letter_inside_is_named_by_its_subject():
    inner = part("message/rfc822", b"Subject: =?utf-8?B?0JjQstCw0L0=?= / 5\r\n\r\nx")
    digest = multipart("digest", b"\r\nSubject: one\r\n\r\nx", b"\r\nFrom: a@b.c\r\n\r\ny")
    assert [name for name, *_ in parse(multipart("mixed", PLAIN, inner))["attachments"]] == ["Иван 5.eml"]
    assert [name for name, *_ in parse(digest)["attachments"]] == ["one.eml", "letter-2.eml"]


def test_files_of_one_name_are_told_apart_and_names_do_not_deceive():
    twice = [
        part(f'image/png; name="{name}"', b"x", "Content-ID: <x>") for name in ("a.png", "A.png", "../\u202egnp.exe")
    ]
    names = [name for name, *_ in parse(multipart("mixed", *twice))["attachments"]]
    assert names == ["a.png", "A (2).png", "gnp.exe"]


def _attribute(level: int, kind: int, data: bytes) -> bytes:
    return bytes([level]) + struct.pack("<II", kind, len(data)) + data + struct.pack("<H", sum(data) % 65536)


def winmail() -> bytes:
    """A winmail.dat with one file in it (MS-OXTNEF §2.1)."""
    file = [
        _attribute(2, 0x00069002, bytes(14)),
        _attribute(2, 0x00018010, b"report.txt\0"),
        _attribute(2, 0x0006800F, b"figures"),
    ]
    version = _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    return struct.pack("<IH", 0x223E9F78, 1) + version + b"".join(file)


def packed(octets: bytes) -> bytes:
    body = base64.b64encode(octets)
    return part("application/ms-tnef; name=winmail.dat", body, "Content-Transfer-Encoding: base64")


def test_winmail_is_opened():
    said = parse(multipart("mixed", PLAIN, packed(winmail())))
    assert said["attachments"] == [("report.txt", "text/plain", 7)]


@pytest.mark.parametrize("octets", [b"", b"junk", winmail()[:20], winmail()[:6] + b"\xff" * 50])
def test_winmail_that_cannot_be_opened_stays_a_file(octets):
    letter = read(multipart("mixed", PLAIN, packed(octets)))
    assert ([file.name for file in letter.files], letter.trouble) == (["winmail.dat"], "")
