"""Secrets are found by their shape, and words of the language are left alone (R22)."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kernel import sensitive
from otklik.kernel.sensitive import MASK, find, masked

SECRETS = [
    ("Пароль: Qwerty12!", "Пароль: ••••••••", "password"),
    ("мой пароль Qwerty123 не работает", "мой пароль •••••••• не работает", "password"),
    ("Логин: vera\nПароль: солнышко", "Логин: vera\nПароль: ••••••••", "password"),
    ("пароль: qwerty.", "пароль: ••••••••.", "password"),
    ("password=abc123&x=1", "password=••••••••&x=1", "password"),
    ("Пароль «Зима2024» не подходит", "Пароль «••••••••» не подходит", "password"),
    ("Код доступа: 4477", "Код доступа: ••••••••", "password"),
    ("CVV: 123", "CVV: ••••••••", "password"),
    ("API key: 9f8e7d6c5b4a3210", "API key: ••••••••", "key"),
    (f"токен ghp_{'a1' * 18}", "токен ••••••••", "key"),
    ("бот 123456789:" + "AAb_" * 8 + "xyz тут", "бот •••••••• тут", "key"),
    ("карта 4111 1111 1111 1111 вот", "карта •••••••• 1111 вот", "card"),
    ("МИР 2200700000000009", "МИР •••••••• 0009", "card"),
    ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nвот", "••••••••\nвот", "private_key"),
    ("-----BEGIN PRIVATE KEY-----\nMIIE", "••••••••", "private_key"),
]
WORDS = [
    *("пароль: неверный", "Пароль - не подходит", "пароль — это слово", "Не помню пароль. Что делать?"),
    *("password: required", "Password must contain 8 characters", "Token: expired", "пароль: ********"),
    *("пароль от 1С:Предприятие8", "ключ: смотрите ниже", "токен OAuth2 истёк", "пароль: https://site.example/reset"),
    *("пароль: vera@warm.example", "Пароль: не работает после 12.4", "pass: ok", "пароль: …"),
    *("заказ 4111111111111112", "тел. +7 912 345-67-89", "№ 4111111111111111", "счёт 40702810900000002453"),
    *("1С пароль 123456789", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "пин - это код"),
]


@pytest.mark.parametrize(("text", "shown", "kind"), SECRETS)
def test_a_secret_is_masked(text, shown, kind):
    assert masked(text) == (shown, (kind,))


@pytest.mark.parametrize("text", WORDS)
def test_what_only_speaks_of_secrets_stays(text):
    assert masked(text) == (text, ())


@given(st.text(max_size=300))
def test_whatever_is_found_lies_in_order_and_never_overlaps(text):
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(
    st.text(alphabet="абвгд \n.,:", max_size=40),
    st.sampled_from(["пароль: ", "Password: ", "токен=", "pwd: ", "ключ доступа: "]),
    st.text(alphabet=string.ascii_letters + string.digits, min_size=8, max_size=40).filter(
        lambda word: any(map(str.isdigit, word)) and any(map(str.isalpha, word)) and len(set(word)) > 1
    ),
    st.text(alphabet="абвгд \n.,:", max_size=40),
)
def test_a_mixture_after_a_label_never_stays_readable(before, label, secret, after):
    shown, kinds = masked(f"{before} {label}{secret} {after}")
    assert secret not in shown
    assert kinds


@given(st.text(max_size=200))
def test_masking_what_is_masked_changes_nothing(text):
    once, _kinds = masked(text)
    assert masked(once)[0] == once


@given(st.integers(10**14, 10**15 - 1), st.integers(1, 9))
def test_a_card_with_one_wrong_digit_is_no_card(middle, wrong):
    number = f"4{middle:015d}"[:15]
    check = next(digit for digit in "0123456789" if sensitive.is_card(number + digit))
    assert find(f"карта {number}{check}.")
    assert not find(f"карта {number}{(int(check) + wrong) % 10}.")


def test_the_mask_of_a_secret_tells_nothing_of_its_length():
    assert masked("пароль: ab12")[0] == masked(f"пароль: {'ab12' * 20}")[0] == f"пароль: {MASK}"
