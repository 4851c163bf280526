from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from otklik.kernel import settings
from otklik.kernel.audit import AuditEntry, masked, record
from otklik.kernel.settings import Choice, Duration, Flag, Number, Secret, SettingValue, Text, Words
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused

pytestmark = pytest.mark.django_db
boris = SimpleNamespace(pk=7)

ALL = {
    "flag": (Flag("t.flag", "", False), True),
    "number": (Number("t.number", "", 3, least=1, most=9), 5),
    "text": (Text("t.text", "", "", longest=10), "Ромашка"),
    "secret": (Secret("t.secret", "", ""), "hunter2"),
    "choice": (Choice("t.choice", "", "a", choices={"a": "A", "b": "B"}), "b"),
    "words": (Words("t.words", "", Translated(ru="да")), Translated(ru="нет", en="no")),
    "duration": (Duration("t.duration", "", timedelta(seconds=10), most=timedelta(hours=1)), timedelta(minutes=2)),
}
WRONG = [
    ("flag", "yes"),
    ("number", 10),
    ("number", True),
    ("number", "5"),
    ("text", "x" * 11),
    ("text", None),
    ("choice", "c"),
    ("choice", []),
    ("words", {"xx": "?"}),
    ("words", {}),
    ("words", 5),
    ("duration", 5),
    ("duration", timedelta(hours=2)),
]


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(settings, "SETTINGS", {})
    settings.forget()
    for setting, _ in ALL.values():
        settings.declare(setting)
    yield
    settings.forget()


@pytest.mark.parametrize("kind", ALL)
def test_f17_a_setting_has_its_default_until_it_is_changed_and_again_after_a_reset(kind):
    setting, value = ALL[kind]
    assert setting.value == setting.default
    settings.change(setting.name, value, by=boris)
    assert settings.get(setting.name) == value
    assert type(setting.value) is type(value)
    settings.reset(setting.name, by=boris)
    assert setting.value == setting.default


@pytest.mark.parametrize(("kind", "wrong"), WRONG)
def test_a_value_of_another_type_is_refused(kind, wrong):
    with pytest.raises(Refused, match=r"setting\.invalid"):
        settings.change(ALL[kind][0].name, wrong, by=boris)
    assert ALL[kind][0].value == ALL[kind][0].default


def test_every_change_is_audited():
    settings.change("t.number", 4, by=boris)
    settings.change("t.number", 4, by=boris)
    settings.change("t.number", 5, by=boris)
    entries = AuditEntry.objects.order_by("id").values_list("code", "actor_id", "noun_id", "before", "after")
    assert list(entries) == [
        ("setting.changed", 7, "t.number", None, 4),
        ("setting.changed", 7, "t.number", 4, 5),
    ]


def test_a_secret_is_neither_in_the_table_nor_in_the_audit():
    settings.change("t.secret", "hunter2", by=boris)
    assert "hunter2" not in SettingValue.objects.get().value
    assert AuditEntry.objects.get().after == "•••"


def test_settings_are_read_once_for_all(django_assert_num_queries):
    settings.forget()
    with django_assert_num_queries(1):
        assert [setting.value for setting, _ in ALL.values()]


def test_a_name_is_declared_once():
    with pytest.raises(ValueError):
        settings.declare(ALL["flag"][0])


def test_the_audit_masks_secrets_at_any_depth():
    state = {"name": "a", "password": "x", "nested": [{"api_key": "y", "token": ""}], "old_secret": "z"}
    assert masked(state) == {
        "name": "a",
        "password": "•••",
        "nested": [{"api_key": "•••", "token": ""}],
        "old_secret": "•••",
    }


def test_the_system_can_be_the_actor():
    assert record("seeded", by=None, noun="role", noun_id=1).actor_id is None


def test_f18_a_translated_text_falls_back_from_the_person_to_the_company_to_any():
    text = Translated(ru="Новое", uk="Нове")
    with translation.override("uk"):
        assert f"{text}" == "Нове"
    with translation.override("en"):
        assert str(text) == "Новое"
    assert Translated(en="New").to("uk") == "New"
    assert Translated().to("ru") == ""


def test_a_translated_text_is_cleaned_and_checked():
    assert Translated.of({"ru": " а\0 ", "en": ""}) == {"ru": "а"}
    assert Translated.of("слово") == {"ru": "слово"}
    for wrong in ({"de": "x"}, {"ru": 5}, {"ru": " "}, ""):
        with pytest.raises(ValueError):
            Translated.of(wrong)
