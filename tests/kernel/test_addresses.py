import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kernel.addresses import PUBLIC_PROVIDERS, InvalidAddress, domain_of, normalise

LOCAL = st.text(st.sampled_from("abcXYZ019._+-ёЖїß"), min_size=1, max_size=20)
LABEL = st.from_regex(r"[A-Za-z0-9а-яё](?:[A-Za-z0-9а-яё-]{0,8}[A-Za-z0-9а-яё])?", fullmatch=True)


@given(LOCAL, st.lists(LABEL, min_size=1, max_size=3).map(".".join))
def test_f9_spellings_of_one_address_are_equal_and_normalising_again_changes_nothing(local, domain):
    try:
        normal = normalise("email", f" {local}@{domain} ")
    except InvalidAddress:
        assert any(label[2:4] == "--" for label in domain.split("."))
        return
    assert normalise("email", normal) == normal
    assert normalise("email", f"{local.upper().lower()}@{domain.upper()}.") == normalise(
        "email", f"{local.upper().lower()}@{domain}"
    )


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("Vera@Romashka.RU", "vera@romashka.ru"),
        ("вера@пример.рф", "вера@xn--e1afmkfd.xn--p1ai"),
        ("vera@XN--E1AFMKFD.xn--p1ai", "vera@xn--e1afmkfd.xn--p1ai"),
        ("v.e.r.a+shop@gmail.com", "v.e.r.a+shop@gmail.com"),
        ("e\u0308lka@mail.ru", "ëlka@mail.ru"),
        ("vera@localhost", "vera@localhost"),
    ],
)
def test_f9_an_address_is_brought_to_one_form(given, normal):
    assert normalise("email", given) == normal


@pytest.mark.parametrize(
    "wrong",
    ["", "vera", "@x.ru", "vera@", "ve ra@x.ru", "vera@x..ru", "a@b@x.ru", "vera@-x.ru", "v" * 65 + "@x.ru", "<v@x>"],
)
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(InvalidAddress):
        normalise("email", wrong)


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("+7 912 345 67 89", "+79123456789"),
        ("9123456789", "+79123456789"),
        ("79123456789", "+79123456789"),
        ("+8 912 3456789", "+79123456789"),
        ("8 495 123-45-67 доб. 12", "+74951234567"),
        ("050 123 45 67", "+380501234567"),
        ("+380501234567", "+380501234567"),
        ("380501234567", "+380501234567"),
        ("0049 151 12345678", "+4915112345678"),
        ("+86 139 1234 5678", "+8613912345678"),
    ],
)
def test_a_phone_number_is_brought_to_one_form(given, normal):
    assert normalise("phone", given) == normal
    assert normalise("phone", normal) == normal


@pytest.mark.parametrize(
    "wrong", ["", "позвоните", "123", "+0123456789", "80501234567", "+1234567890123456", "٣٣٣٣٣٣٣٣٣٣"]
)
def test_a_number_whose_country_is_unknown_is_refused(wrong):
    with pytest.raises(InvalidAddress):
        normalise("phone", wrong)


@given(st.text())
def test_any_text_is_either_a_phone_number_or_refused(text):
    with contextlib.suppress(InvalidAddress):
        assert normalise("phone", text)[1:].isdigit()


def test_an_id_of_another_system_is_kept_but_for_spaces():
    assert normalise("external", " Vera-17\n") == "Vera-17"
    with pytest.raises(InvalidAddress):
        normalise("telegram", " \0")


def test_public_providers_are_known_by_domain():
    assert domain_of("vera@mail.ru") in PUBLIC_PROVIDERS
    assert domain_of("vera@romashka.ru") not in PUBLIC_PROVIDERS
    assert domain_of("+79123456789") == ""
