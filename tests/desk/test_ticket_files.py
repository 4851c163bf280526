"""Files: uploaded before they are sent, had by those who may read their message, never run."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from otklik.kernel import files
from otklik.tickets import attaching
from otklik.tickets.models import Attachment
from tests.desk.asking import HTMX, address
from tests.tickets.acting import opened

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def upload(client, name, content, mode="reply"):
    return client.post("/desk/attachments/", {"mode": mode, "file": SimpleUploadedFile(name, content)}, headers=HTMX)


def picture(size=(900, 500)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def noted(cast, name, content):
    ticket = opened(cast.vera)
    file = attaching.attach(content, name, by=cast.anna)
    ticket.note(by=cast.anna, body="", files=[file])
    return file


def test_an_upload_waits_for_its_owner(signed_in, anna, cast):
    answer = upload(anna, "../../счёт.txt", b"text", mode="note")
    (file,) = Attachment.objects.all()
    assert answer.status_code == 201
    assert f'name="file-note" value="{file.pk}"' in answer.content.decode()
    assert file.name == "счёт.txt"
    assert anna.get(f"/desk/attachments/{file.pk}/file/счёт.txt").status_code == 200
    assert signed_in(cast.boris).get(f"/desk/attachments/{file.pk}/file/счёт.txt").status_code == 404
    assert signed_in(cast.boris).post(f"/desk/attachments/{file.pk}/removal/").status_code == 404
    assert anna.post(f"/desk/attachments/{file.pk}/removal/").status_code == 204
    assert not Attachment.objects.exists()


def test_no_file_and_one_that_is_too_large_are_refused_in_words(anna, monkeypatch):
    assert anna.post("/desk/attachments/", headers=HTMX).status_code == 422
    monkeypatch.setattr(files.store, "__kwdefaults__", {"limit": 3})
    answer = upload(anna, "большой.txt", b"text")
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.html", b"<html><script>alert(1)</script>"),
        ("a.png", SVG),
        ("a.xml", b"<?xml version='1.0'?><x/>"),
    ],
)
def test_what_a_browser_might_run_is_only_ever_saved(anna, cast, name, content):
    file = noted(cast, name, content)
    answer = anna.get(f"/desk/attachments/{file.pk}/file/{name}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for rest in ("view/", "preview/"):
        assert anna.get(f"/desk/attachments/{file.pk}/{rest}").status_code == 404


def test_a_name_full_of_tricks_is_only_a_name(anna, cast):
    file = noted(cast, 'a"\r\nSet-Cookie: x=1\r\n<script>.txt', b"text")
    answer = anna.get(f"/desk/attachments/{file.pk}/file/x")
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]


def test_a_picture_is_drawn_anew_before_a_page_shows_it(anna, cast):
    file = noted(cast, "снимок.jpg", picture((3000, 2000)))
    answer = anna.get(f"/desk/attachments/{file.pk}/view/")
    assert answer.headers["Content-Type"] == "image/webp"
    assert b"secret" not in answer.content
    assert max(Image.open(io.BytesIO(answer.content)).size) == 2560
    again = anna.get(f"/desk/attachments/{file.pk}/view/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_files_of_a_request_that_one_may_not_see_do_not_exist(signed_in, cast):
    file = noted(cast, "снимок.jpg", picture())
    for person, status in ((cast.dana, 404), (cast.vera, 403), (cast.rival, 403)):
        for rest in ("file/снимок.jpg", "view/", "preview/"):
            assert signed_in(person).get(f"/desk/attachments/{file.pk}/{rest}").status_code == status


def test_a_private_note_of_the_customers_company_keeps_its_files(anna, cast):
    ticket = opened(cast.vera)
    file = attaching.attach(b"text", "тайна.txt", by=cast.vera)
    ticket.note_privately(by=cast.vera, body="Между нами", files=[file])
    assert anna.get(f"/desk/attachments/{file.pk}/file/тайна.txt").status_code == 404
    assert "тайна.txt" not in anna.get(address(ticket)).content.decode()


def test_pictures_inside_a_letter_are_shown_inside_it_and_fetched_from_nowhere(anna, cast):
    html = '<p>Смотрите</p><img src="cid:shot@mail" alt="снимок"><img src="cid:gone@mail" alt="">'
    inside = attaching.attach(picture(), "снимок.jpg", by=cast.vera)
    Attachment.objects.filter(pk=inside.pk).update(content_id="<shot@mail>", is_inline=True)
    inside.refresh_from_db()
    ticket = opened(cast.vera, files=[inside], letter={"html": html})
    letter = anna.get(address(ticket, f"messages/{ticket.last_message_id}/letter/")).content.decode()
    assert 'src="data:image/webp;base64,' in letter
    assert "cid:" not in letter
    assert "снимок.jpg" not in anna.get(address(ticket, "thread/")).content.decode(), "it is a part of the letter"
