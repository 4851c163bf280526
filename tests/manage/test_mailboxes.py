"""Mailboxes: checked in plain words, passwords only go in (A2); parked letters are tried again (F10)."""

import pytest

from otklik.channels.email import troubles
from otklik.channels.email.models import Mailbox
from otklik.channels.models import Inbound
from otklik.kernel import clock
from otklik.kernel.audit import AuditEntry
from otklik.kernel.files import store
from tests.manage.arguments import mailbox
from tests.serving import free_port

SECRET = "canary-password"
FORM = {
    "address": "sales@otklik.example",
    "since": "2026-11-01",
    "folder": "INBOX",
    "imap_host": "imap.otklik.example",
    "imap_port": "993",
    "imap_security": "tls",
    "imap_user": "sales",
    "imap_password": SECRET,
    "smtp_port": "465",
    "smtp_security": "tls",
}


def test_a_mailbox_is_added_with_a_password_that_no_page_and_no_audit_shows(gleb, cast):
    assert gleb.post("/manage/mailboxes/new/", FORM).status_code == 303
    made = Mailbox.objects.get()
    assert made.imap_password == SECRET
    assert str(made.since) == "2026-11-01"
    for address in ("/manage/mailboxes/", f"/manage/mailboxes/{made.pk}/", "/manage/audit/"):
        assert SECRET not in gleb.get(address).content.decode()
    assert AuditEntry.objects.get(code="mailbox.added").after["imap_password"] == "•••"


def test_a_wrong_form_comes_back_without_the_password(gleb, cast):
    answer = gleb.post("/manage/mailboxes/new/", {**FORM, "address": "не адрес", "imap_port": "70000"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "imap.otklik.example" in page
    assert SECRET not in page


def test_an_empty_password_keeps_the_old_one(gleb, cast):
    box = mailbox()
    form = {**FORM, "address": box.address, "imap_password": "", "smtp_host": box.smtp_host, "imap_user": "other"}
    gleb.post(f"/manage/mailboxes/{box.pk}/", form)
    box.refresh_from_db()
    assert (box.imap_user, box.imap_password) == ("other", SECRET)


@pytest.mark.parametrize("deed", ["", "check/"])
def test_a_kept_password_is_never_sent_to_another_server(gleb, cast, deed):
    box = mailbox()
    moved = {**FORM, "address": box.address, "imap_host": "thief.example", "imap_password": ""}
    answer = gleb.post(f"/manage/mailboxes/{box.pk}/{deed}", moved)
    assert "введите пароль ещё раз" in answer.content.decode()
    box.refresh_from_db()
    assert box.imap_host == "imap.otklik.example"


def test_a_check_says_in_plain_words_what_is_wrong(gleb, cast):
    port = str(free_port())
    form = {**FORM, "imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none"}
    piece = gleb.post("/manage/mailboxes/check/", form, headers={"HX-Request": "true"}).content.decode()
    assert "Приём:" in piece
    assert "не принимает соединения" in piece
    assert "<!doctype" not in piece
    page = gleb.post("/manage/mailboxes/check/", form).content.decode()
    assert "не принимает соединения" in page
    assert SECRET not in piece + page
    assert not Mailbox.objects.exists()


def test_checks_are_not_endless(gleb, cast):
    form = {**FORM, "imap_host": ""}
    answers = [gleb.post("/manage/mailboxes/check/", form, headers={"HX-Request": "true"}) for _ in range(7)]
    assert "Укажите сервер" in answers[0].content.decode()
    assert "Слишком часто" in answers[-1].content.decode()


def test_a_check_works_with_the_password_that_is_kept(gleb, cast, smtp_server):
    box = mailbox()
    box.change(
        by=None, smtp_host="127.0.0.1", smtp_port=smtp_server, smtp_security="none", smtp_password="x", smtp_user=""
    )
    form = {**FORM, "address": box.address, "imap_host": "", "smtp_host": "127.0.0.1", "smtp_port": smtp_server}
    form |= {"smtp_security": "none", "imap_password": "y"}
    piece = gleb.post(f"/manage/mailboxes/{box.pk}/check/", form, headers={"HX-Request": "true"}).content.decode()
    assert "Отправка:" in piece
    assert "Работает." in piece


@pytest.fixture
def smtp_server():
    """The port of a server that takes letters."""
    from aiosmtpd.controller import Controller

    class Sink:
        async def handle_DATA(self, server, session, envelope):
            return "250 OK"

    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


def test_a_mailbox_that_does_not_answer_says_why_and_since_when(gleb, cast):
    box = mailbox()
    box.change(by=None, is_active=True)
    troubles.note_trouble(box, "fetch", "auth", "[AUTHENTICATIONFAILED]")
    page = gleb.get("/manage/mailboxes/").content.decode()
    assert "не принимает имя и пароль" in page
    assert "[AUTHENTICATIONFAILED]" in page


def test_a_mailbox_is_paused_and_goes_on(gleb, cast, last):
    box = mailbox()
    for active, held in (("1", True), ("", False)):
        gleb.post(f"/manage/mailboxes/{box.pk}/use/", {"active": active})
        box.refresh_from_db()
        assert box.is_active is held
    assert last("mailbox.changed").before["is_active"] is True


def test_a_lead_sees_no_mailbox(boris, cast):
    box = mailbox()
    for address in ("", "new/", f"{box.pk}/"):
        assert boris.get(f"/manage/mailboxes/{address}").status_code == 403


@pytest.fixture
def parked(db):
    raw = store(b"From: vera@warm.example\r\nSubject: x\r\n\r\n\xd0\xff", "letter.eml")
    known = {"state": "parked", "reason": "letter.no_sender", "raw": raw, "received_at": clock.now()}
    return Inbound.objects.create(channel="email", dedupe_key="k", subject="<script>alert(1)</script>", **known)


def test_f10_a_parked_letter_says_why_and_is_tried_again(gleb, cast, parked, last):
    page = gleb.get("/manage/letters/").content.decode()
    assert "Письмо не говорит" in page or "не указано" in page or "кто его написал" in page
    assert "<script>alert" not in page
    assert gleb.post(f"/manage/letters/{parked.pk}/attempt/").status_code == 303
    parked.refresh_from_db()
    assert parked.state == "received"
    assert gleb.post(f"/manage/letters/{parked.pk}/attempt/").status_code == 409
    assert last("letter.tried_again").actor_id == cast.gleb.pk


def test_a_letter_is_saved_as_it_came_and_never_opened_as_a_page(gleb, cast, parked):
    answer = gleb.get(f"/manage/letters/{parked.pk}/raw/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
