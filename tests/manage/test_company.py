"""The company and every declared setting, failed jobs, the audit (M2, M5, F17, F25)."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from otklik.kernel import settings
from otklik.kernel.audit import AuditEntry
from otklik.kernel.clock import now
from otklik.kernel.jobs import FailedJob
from otklik.kernel.settings import Choice, Duration, Flag, Number, Secret, Text, Words, Zone
from otklik.kernel.translated import Translated
from otklik.manage.forms.options import OptionsForm
from otklik.people import company
from otklik.tickets import options

OURS = {
    "people.company_name_ru": "Причал",
    "people.company_time_zone": "Europe/Kyiv",
    "people.company_language": "uk",
}
RULES = {
    "tickets.undo_send_0": "1",
    "tickets.undo_send_1": "60",
    "tickets.close_by_silence": "on",
    "tickets.silence_days": "5",
    "tickets.next_word_0": "2",
    "tickets.next_word_1": "3600",
}


def picture(kind="PNG", size=(900, 300)):
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **({"comment": b"secret"} if kind == "JPEG" else {}))
    made.seek(0)
    made.name = f"logo.{kind.lower()}"
    return made


def test_m2_the_company_is_what_the_form_says_and_the_audit_knows_what_it_was(gleb, signed_in, last):
    gleb.post("/manage/company/", OURS)
    assert (str(company.NAME.value), company.TIME_ZONE.value, company.LANGUAGE.value) == ("Причал", "Europe/Kyiv", "uk")
    assert "Причал" in signed_in(None).get("/").content.decode()
    entry = AuditEntry.objects.get(noun_id="people.company_time_zone")
    assert (entry.before, entry.after) == (None, "Europe/Kyiv")


def test_what_stays_as_it_is_leaves_no_trace(gleb, cast):
    gleb.post("/manage/company/", OURS)
    count = AuditEntry.objects.count()
    gleb.post("/manage/company/", OURS)
    assert AuditEntry.objects.count() == count


@pytest.mark.parametrize(
    "wrong",
    [
        {"people.company_name_ru": " "},
        {"people.company_time_zone": "Mars/Olympus"},
        {"people.company_site": "javascript:alert(1)"},
        {"people.company_language": "tlh"},
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(gleb, cast, wrong):
    answer = gleb.post("/manage/company/", {**OURS, **wrong})
    assert answer.status_code == 422
    assert not AuditEntry.objects.exists()


def test_a_logo_is_drawn_anew_and_shown_to_everybody(gleb, signed_in, last):
    gleb.post("/manage/company/logo/", {"logo": picture("JPEG")})
    answer = signed_in(None).get(company.logo_address())
    assert answer.status_code == 200
    content = answer.path.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert b"secret" not in content
    assert Image.open(io.BytesIO(content)).size == (512, 171)
    gleb.post("/manage/company/logo/removal/")
    assert company.logo_address() == ""


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a broken", b""])
def test_what_is_no_picture_never_becomes_the_logo(gleb, cast, content):
    file = io.BytesIO(content)
    file.name = "logo.png"
    assert gleb.post("/manage/company/logo/", {"logo": file}).status_code == 422
    assert company.LOGO.value == ""


def test_rules_of_requests_are_typed(boris, cast):
    boris.post("/manage/settings/tickets/", RULES)
    assert options.UNDO_SEND.value == timedelta(minutes=1)
    assert (options.CLOSE_BY_SILENCE.value, options.SILENCE_DAYS.value) == (True, 5)
    for wrong in ({"tickets.silence_days": "1"}, {"tickets.undo_send_1": "86400"}, {"tickets.next_word_0": "x"}):
        assert boris.post("/manage/settings/tickets/", {**RULES, **wrong}).status_code == 422
    assert options.SILENCE_DAYS.value == 5


def test_each_package_has_its_right_and_unknown_ones_are_nowhere(boris, gleb, cast):
    assert boris.get("/manage/settings/tickets/").status_code == 200
    for package in ("people", "nonsense"):
        assert gleb.get(f"/manage/settings/{package}/").status_code == 404


@pytest.fixture
def declared(monkeypatch):
    """One setting of each type."""
    monkeypatch.setattr(settings, "SETTINGS", dict(settings.SETTINGS))
    kinds = [
        Flag("box.flag", "Флаг", default=False),
        Number("box.number", "Число", default=3, most=9),
        Text("box.text", "Текст", default="", longest=1000),
        Words("box.words", "Слова", default=Translated()),
        Choice("box.choice", "Выбор", default="a", choices={"a": "а", "b": "б"}),
        Zone("box.zone", "Пояс", default="Europe/Moscow"),
        Duration("box.length", "Срок", default=timedelta(hours=36)),
        Secret("box.secret", "Тайна", default=""),
    ]
    return [settings.declare(one) for one in kinds]


def test_f17_every_type_of_setting_has_an_input_and_comes_back_as_it_was(db, declared):
    shown = {
        name: bound.value() for name, bound in ((one.name, OptionsForm(shown=declared)[one.name]) for one in declared)
    }
    assert shown["box.length"] == timedelta(hours=36)
    page = OptionsForm(shown=declared)["box.length"]
    assert page.field.widget.decompress(timedelta(hours=36)) == ["36", "3600"]
    data = {"box.number": "4", "box.zone": "UTC", "box.length_0": "2", "box.length_1": "86400", "box.words_ru": "Да"}
    form = OptionsForm({**data, "box.choice": "b", "box.secret": "ключ", "box.text": "а\r\nб"}, shown=declared)
    assert form.is_valid(), form.errors
    settings.change_all(form.wanted(), by=None)
    assert [one.value for one in declared] == [False, 4, "а\nб", {"ru": "Да"}, "b", "UTC", timedelta(days=2), "ключ"]


def test_f17_a_secret_is_never_shown_and_an_empty_one_stays(gleb, cast, declared):
    settings.change("box.secret", "совершенно-секретно", by=None)
    page = gleb.get("/manage/settings/box/").content.decode()
    assert "Тайна" in page
    assert "совершенно" not in page
    form = {"box.number": "4", "box.zone": "UTC", "box.length_0": "2", "box.length_1": "60", "box.choice": "a"}
    assert gleb.post("/manage/settings/box/", {**form, "box.secret": ""}).status_code == 303
    assert settings.get("box.secret") == "совершенно-секретно"
    assert "совершенно" not in gleb.get("/manage/audit/").content.decode()


def test_f25_a_failed_job_is_tried_again_once(gleb, cast, last):
    job = FailedJob.objects.create(task="channels.receiving.sweep", attempts=6, error="Oops\nValueError: no", at=now())
    page = gleb.get("/manage/jobs/").content.decode()
    assert "ValueError: no" in page
    assert gleb.post(f"/manage/jobs/{job.pk}/attempt/").status_code == 303
    assert gleb.post(f"/manage/jobs/{job.pk}/attempt/").status_code == 409
    assert last("job.tried_again").actor_id == cast.gleb.pk
    assert "channels.receiving.sweep" not in gleb.get("/manage/jobs/").content.decode()


def test_f25_a_job_of_another_version_is_refused_in_words_and_can_be_dismissed(gleb, cast):
    job = FailedJob.objects.create(task="gone.task", attempts=6, error="", at=now())
    answer = gleb.post(f"/manage/jobs/{job.pk}/attempt/")
    assert answer.status_code == 422
    assert "невозможно" in answer.content.decode()
    assert gleb.post(f"/manage/jobs/{job.pk}/dismissal/").status_code == 303


def test_m5_the_audit_says_who_changed_what_and_is_narrowed(gleb, boris, cast):
    boris.post("/manage/teams/new/", {"name_ru": "Ночь", "handle": "ночь", "people": [cast.anna.pk]})
    gleb.post("/manage/company/", OURS)
    page = gleb.get("/manage/audit/").content.decode()
    for said in ("Добавлена команда", "Анна Белова", "Борис Королёв", "Часовой пояс", "Europe/Kyiv"):
        assert said in page
    narrowed = gleb.get("/manage/audit/", {"who": cast.boris.pk, "noun": "team"}).content.decode()
    assert "Ночь" in narrowed
    assert "Europe/Kyiv" not in narrowed
    assert "Таких изменений не было" in gleb.get("/manage/audit/?until=2020-01-01").content.decode()
    assert gleb.get("/manage/audit/?since=чепуха&who=x&noun=y&page=z").status_code == 200


def test_m5_a_page_of_the_audit_takes_the_same_queries_however_long(gleb, cast, django_assert_max_num_queries):
    for number in range(30):
        AuditEntry.objects.create(at=now(), actor_id=cast.boris.pk, code="team.added", noun="team", noun_id=str(number))
    gleb.get("/manage/audit/")
    with django_assert_max_num_queries(12):
        gleb.get("/manage/audit/")


def test_the_pages_lead_to_their_history(gleb, cast):
    gleb.post("/manage/company/", OURS)
    page = gleb.get("/manage/company/").content.decode()
    assert "Последнее изменение: Глеб Ершов" in page
    assert "/manage/audit/?noun=setting" in page
