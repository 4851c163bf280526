"""Everybody's own room, and the notices that the browser says aloud (F16)."""

from datetime import time

from otklik.notices import routes
from otklik.notices.models import Choice, Notice, Quiet, Reason
from tests.tickets.acting import opened

ME = {"name": "Анна Белова", "language": "ru", "time_zone": "Europe/Moscow", "hot_keys": "on"}


def told(cast, reason="written"):
    """Anna is told of a request that Vera has opened."""
    ticket = opened(cast.vera, subject="Не открывается сайт")
    event = ticket.__class__._meta.apps.get_model("kernel", "Event").objects.filter(ticket_id=ticket.pk).first()
    return Notice.objects.create(person=cast.anna, event=event, ticket=ticket, reason=reason, at=event.at)


def test_everybody_changes_their_own_record(signed_in, cast):
    misha = signed_in(cast.misha)
    misha.post("/manage/me/", {**ME, "name": "Михаил Орлов", "signature": "Миша\nПричал", "language": "uk"})
    assert (cast.misha.name, cast.misha.signature, cast.misha.language) == ("Михаил Орлов", "Миша\nПричал", "uk")
    assert "Мій профіль" in misha.get("/manage/me/").content.decode()


def test_an_unknown_time_zone_is_refused(anna, cast):
    assert anna.post("/manage/me/", {**ME, "time_zone": "Mars/Olympus"}).status_code == 422
    assert cast.anna.time_zone == "Europe/Moscow"


def test_a_language_is_chosen_in_the_menu(anna, cast):
    answer = anna.post("/manage/me/choice/", {"language": "en"}, headers={"Referer": "http://testserver/desk/mine/"})
    assert answer.headers["Location"] == "/desk/mine/"
    assert cast.anna.language == "en"
    anna.post("/manage/me/choice/", {"language": "tlh"})
    assert cast.anna.language == "en"


def test_single_keys_are_switched_off_and_on_in_the_menu(anna, cast):
    assert "<hot-keys>" in anna.get("/desk/mine/").content.decode()
    anna.post("/manage/me/choice/", {"hot_keys": ""})
    assert "<hot-keys data-off>" in anna.get("/desk/mine/").content.decode()
    anna.post("/manage/me/choice/", {"hot_keys": "on"})
    assert "<hot-keys>" in anna.get("/manage/me/").content.decode()


def test_f16_each_chooses_of_what_they_hear_and_how(anna, cast):
    chosen = {reason.value: list(routes.USUAL[reason]) for reason in Reason} | {"rated": ["mail"], "written": []}
    anna.post("/manage/me/notices/", {**chosen, "begins": "22:00", "ends": "08:00", "weekends": "on"})
    assert {one.reason: one.routes for one in Choice.objects.filter(person=cast.anna)} == {
        "rated": ["mail"],
        "written": [],
    }
    quiet = Quiet.objects.get(person=cast.anna)
    assert (quiet.begins, quiet.ends, quiet.weekends) == (time(22), time(8), True)
    anna.post("/manage/me/notices/", {reason.value: list(routes.USUAL[reason]) for reason in Reason})
    assert not Choice.objects.exists()
    assert not Quiet.objects.exists()


def test_half_of_quiet_hours_is_refused_and_the_choice_is_kept_on_the_page(anna, cast):
    answer = anna.post("/manage/me/notices/", {"rated": ["mail"], "begins": "22:00"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'name="rated" value="mail" checked' in page
    assert 'name="rated" value="desk" checked' not in page


def test_the_bell_counts_on_every_page_of_the_settings(anna, cast):
    told(cast)
    assert "data-hot>1<" in anna.get("/manage/me/").content.decode()
    assert "data-hot>1<" in anna.get("/manage/bell/").content.decode()


def test_the_browser_says_the_newest_notice_that_its_reader_wants_to_hear(anna, cast):
    assert anna.get("/desk/notices/alert/").status_code == 204
    notice = told(cast)
    said = anna.get("/desk/notices/alert/").json()
    number = notice.ticket.number
    assert said["title"] == f"№\u00a0{number}: клиент написал"
    assert (said["body"], said["url"]) == ("Не открывается сайт", f"/desk/tickets/{number}/")
    Choice.objects.create(person=cast.anna, reason="written", routes=["desk"])
    assert anna.get("/desk/notices/alert/").status_code == 204


def test_nobody_hears_what_others_are_told(signed_in, cast):
    told(cast)
    assert signed_in(cast.oleg).get("/desk/notices/alert/").status_code == 204
