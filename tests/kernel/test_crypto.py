import dataclasses

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from otklik.kernel import crypto, signing


@pytest.fixture
def rotated(settings):
    keys = settings.KEYS
    settings.KEYS = dataclasses.replace(
        keys, encryption={**keys.encryption, "b": "11" * 32}, mail={**keys.mail, "b": "22" * 32}
    )
    return lambda: setattr(
        settings, "KEYS", dataclasses.replace(keys, encryption={"b": "11" * 32}, mail={"b": "22" * 32})
    )


@given(st.text())
def test_a_sealed_secret_opens_for_its_purpose_only(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    sealed = crypto.seal(text, "mailbox")
    assert crypto.unseal(sealed, "mailbox") == text
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, "tracker")


def test_the_same_secret_is_never_sealed_the_same():
    assert crypto.seal("x", "p") != crypto.seal("x", "p")


@pytest.mark.parametrize("broken", ["", "a.", "zz.AAAA", "a.%%%", "a.AAAAAAAAAAAAAAAAAAAAAAAA"])
def test_what_was_changed_is_unreadable(broken):
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(broken, "p")


def test_f27_an_old_key_still_opens_and_a_removed_one_does_not(rotated, settings):
    fresh = crypto.seal("x", "p")
    assert fresh.startswith("b.")
    assert crypto.is_current(fresh)
    rotated()
    assert crypto.unseal(fresh, "p") == "x"
    with pytest.raises(crypto.Unreadable):
        crypto.unseal("a." + fresh[2:], "p")


@pytest.mark.django_db
@isolate_apps("otklik.kernel")
def test_an_encrypted_column_holds_nothing_readable():
    class Box(models.Model):
        password = crypto.EncryptedField(blank=True)

        class Meta:
            app_label = "kernel"

    with connection.schema_editor() as editor:
        editor.create_model(Box)
    Box.objects.create(password="hunter2")
    Box.objects.create(password="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM kernel_box ORDER BY id")
        (first,), (second,) = cursor.fetchall()
    assert "hunter2" not in first
    assert second == ""
    assert [box.password for box in Box.objects.order_by("id")] == ["hunter2", ""]
    with pytest.raises(Exception, match="Unsupported lookup"):
        Box.objects.filter(password="hunter2")


@given(st.text(min_size=1) | st.integers())
def test_a_signed_value_reads_back(value):
    assert signing.read("p", signing.sign("p", value)) == str(value)


def test_a_token_survives_the_lower_casing_of_mail():
    token = signing.sign("reply", 4831)
    assert token == token.lower()
    assert len(token) < 40


@pytest.mark.parametrize(
    "change", [lambda t: "9" + t, lambda t: t[:-1], lambda t: t[:-1] + "1", lambda t: "", str.upper]
)
def test_a_changed_token_is_refused(change):
    with pytest.raises(signing.BadSignature):
        signing.read("reply", change(signing.sign("reply", 4831)))


def test_purposes_are_separated():
    with pytest.raises(signing.BadSignature):
        signing.read("close", signing.sign("reply", 4831))


def test_f27_a_token_of_an_old_key_stays_valid(settings):
    old = signing.sign("reply", 4831)
    settings.KEYS = dataclasses.replace(settings.KEYS, mail={**settings.KEYS.mail, "b": "22" * 32})
    assert signing.read("reply", old) == "4831"
    assert signing.mark("reply", 4831).startswith("b")


def test_a_proof_holds_eighty_bits():
    assert len(signing.mark("p", 1)) - 1 == 80 // 5
