"""A source that is slow, huge, wrong or hostile harms nobody: the request opens, the card says why (C2)."""

import datetime
import json
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.cards import doing, looking, pieces, proving, reading
from otklik.cards.models import Deed, Source
from otklik.kernel.jobs import run_due
from tests.cards.conftest import KEY, allow, running
from tests.cards.test_example import fragment, said
from tests.desk.asking import opened_page
from tests.tickets.acting import codes

pytestmark = pytest.mark.django_db
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


@pytest.fixture
def source(odd, cast):
    """The one that misbehaves."""
    return Source.set_up(by=cast.gleb, url=odd.url, key=KEY, seconds=1)


def answer(**told):
    return 200, JSON, json.dumps({"contract": 1, **told}).encode()


def waits(odd):
    """Accepts, and says nothing."""
    return lambda handler: odd.may_go.wait(20)


def trickles(odd):
    """A byte now and then, for ever."""

    def write(handler):
        handler.send_response(200)
        handler.end_headers()
        while not odd.may_go.wait(0.05):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    return write


TROUBLES = [
    ((500, JSON, b'{"contract": 1, "said": "Oops"}'), "в нашей системе ошибка"),
    ((200, {"Content-Type": "text/html"}, b"<html><b>Login</b></html>"), "не такой, как в договорённости"),
    ((200, JSON, b"[1, 2]"), "не такой, как в договорённости"),
    ((200, JSON, b"[" * 100_000), "не такой, как в договорённости"),
    ((200, JSON, b'{"contract": 2}'), "по другой версии"),
    ((200, JSON, b"{" + b" " * 300_000 + b"}"), "слишком большой"),
    ((302, {"Location": "https://evil.example/"}, b""), "адрес перенаправляет в другое место"),
    ((403, JSON, b'{"said": "no"}'), "не принимает ключ"),
    ((429, JSON, b""), "просит подождать"),
    ((418, JSON, b""), "наша система отказывает"),
]


@pytest.mark.parametrize(("wrong", "words"), TROUBLES, ids=[str(number) for number in range(len(TROUBLES))])
def test_whatever_comes_the_card_says_why_and_the_request_opens(anna, ticket, source, odd, wrong, words):
    odd.answers = [wrong]
    assert "Не могу войти" in opened_page(anna, ticket)
    page = fragment(anna, ticket)
    assert page.status_code == 200
    assert words in said(page)
    assert "Началось:" in said(page)


@pytest.mark.parametrize("slow", [waits, trickles])
def test_a_slow_source_is_cut_off_and_then_left_alone(anna, ticket, source, odd, time, slow):
    odd.answers = [slow(odd)]
    assert "отвечает слишком медленно" in said(fragment(anna, ticket))
    assert "отвечает слишком медленно" in said(fragment(anna, ticket))
    assert len(odd.asked) == 1
    odd.answers = [answer(found=True, title="Снова здесь")]
    time.passes(seconds=31)
    assert "Снова здесь" in said(fragment(anna, ticket))
    assert Source.objects.get().failing_since is None


def test_while_two_wait_for_it_others_look_again_later(anna, ticket, source, odd):
    odd.answers = [answer(found=True)]
    for _ in range(looking.AT_ONCE):
        assert looking._slots.acquire(blocking=False)
    try:
        page = fragment(anna, ticket)
    finally:
        for _ in range(looking.AT_ONCE):
            looking._slots.release()
    assert "Спрашиваем нашу систему" in said(page)
    assert 'hx-trigger="load delay:2s"' in page.content.decode()
    assert not odd.asked


def test_nobody_listening_and_an_inner_address_are_named(anna, ticket, source, odd, settings):
    settings.OUTSIDE_ALSO = frozenset()
    assert "внутренней сети" in said(fragment(anna, ticket))
    assert not odd.asked


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_told(
    anna, ticket, cast, settings, tmp_path
):
    got = []

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(self.path)

        def log_message(self, *_):
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server, running(server, settings):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_own_certificate(tmp_path))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
        Source.set_up(by=cast.gleb, url=f"https://127.0.0.1:{server.server_port}/", key=KEY, seconds=2)
        assert "сертификат не годится" in said(fragment(anna, ticket))
    assert got == []


def _own_certificate(place):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day, now = datetime.timedelta(days=1), datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + 9999 * day).sign(key, hashes.SHA256())
    raw = serialization.Encoding.PEM
    words = key.private_bytes(raw, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = place / "own.pem"
    file.write_bytes(words + made.public_bytes(raw))
    return file


def test_markup_is_shown_as_typed_and_scripts_lead_nowhere(anna, ticket, source, odd):
    evil = "<script>alert(1)</script>"
    odd.answers = [
        answer(
            title=evil,
            url="javascript:alert(2)",
            fields=[
                {"name": evil, "value": '"><img src=x onerror=alert(3)>'},
                {"name": "Ссылка", "type": "link", "value": "javascript:alert(4)"},
                {"name": "Данные", "value": "x", "url": "data:text/html,hi"},
                {"name": "Хорошая", "type": "link", "value": "https://ok.example/?a=1&b=2"},
            ],
            products=[{"name": "П", "url": "\tjavascript:alert(5)"}, {"name": "Р", "kind": 'fine" onclick="x'}],
        )
    ]
    page = fragment(anna, ticket).content.decode()
    assert "<script>" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert "data:text" not in page
    assert "onclick" not in page
    assert 'href="https://ok.example/?a=1&amp;b=2"' in page
    assert "5 частей ответа не понято" in page


def test_pieces_of_wrong_types_are_left_out_and_the_rest_is_shown(anna, ticket, source, odd):
    odd.answers = [
        answer(
            title=["list"],
            state="text",
            fields=[7, {"name": "Хорошее", "value": "здесь"}, {"name": "Число", "type": "number", "value": "NaN"}],
            products={"not": "a list"},
            payments=[{"date": "2026-13-40", "amount": 1, "currency": "RUB"}],
            actions=[{"code": "../etc", "name": "x"}, {"code": "fine", "name": None}],
        )
    ]
    page = said(fragment(anna, ticket))
    assert "Хорошее здесь" in page
    assert "7 частей ответа не понято" in page


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
named = st.sampled_from(["found", "title", "url", "state", "fields", "products", "payments", "actions", "said"])
piece = st.fixed_dictionaries(
    {
        "name": st.text(max_size=5) | anything,
        "type": st.sampled_from(["text", "number", "money", "date", "time", "yes_no"]),
    },
    optional=dict.fromkeys(("value", "amount", "currency", "date", "until", "url", "kind", "code", "state"), anything),
)


@settings(max_examples=50)
@given(st.dictionaries(named, anything | st.lists(piece, max_size=4)))
def test_no_answer_breaks_the_reader(told):
    account = reading.read(told)
    lines = [*account.lines, *account.products, *account.payments, *account.actions]
    assert len(lines) <= 4 * 4
    for one in account.lines:
        assert str(one.name)
        assert one.url == "" or one.url.startswith(("http://", "https://"))
    assert str(reading.said(told)) is not None


@settings(max_examples=50)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False))
def test_a_sum_written_as_text_is_the_very_sum(amount):
    row = {"name": "Баланс", "type": "money", "value": str(amount), "currency": "RUB"}
    (line,) = reading.read({"contract": 1, "fields": [row]}).lines
    assert line.value == pieces.Money(amount, "RUB")


def test_what_is_asked_is_signed_and_says_whose_addresses_are_confirmed(ticket, source, odd, cast):
    odd.answers = [answer(found=False)]
    looking.look(source, ticket)
    headers, body = odd.asked[0]
    assert headers["Otklik-Signature"] == proving.of_body(KEY, int(headers["Otklik-Time"]), body)
    asked = json.loads(body)
    assert (asked["to"], asked["ask"], asked["ticket"]) == (odd.url, "card", ticket.number)
    assert asked["customer"]["addresses"] == [{"kind": "email", "value": "vera@warm.example", "is_confirmed": True}]


CARD = {"found": True, "actions": [{"code": "password_link", "name": "Выслать ссылку на пароль"}]}


def ordered(ticket, source, odd, cast, *then):
    allow(cast)
    odd.answers = [answer(**CARD), *then]
    action = looking.look(source, ticket).account.actions[0]
    return doing.order(ticket, action, by=cast.anna)


def test_a_deed_without_an_answer_is_tried_again_with_the_same_key(ticket, source, odd, cast, time):
    deed = ordered(ticket, source, odd, cast, (503, JSON, b""), answer(done=True, said="Готово"))
    run_due()
    deed.refresh_from_db()
    assert (deed.state, deed.error) == ("waiting", "broken: 503")
    time.passes(seconds=6)
    run_due()
    deed.refresh_from_db()
    assert (deed.state, deed.said, deed.attempts) == ("done", "Готово", 2)
    assert {headers["Idempotency-Key"] for headers, _ in odd.asked[1:]} == {str(deed.key)}
    assert len({headers["Otklik-Signature"] for headers, _ in odd.asked}) == 3


def test_when_it_never_answers_it_is_not_known_rather_than_not_done(signed_in, ticket, source, odd, cast, time):
    deed = ordered(ticket, source, odd, cast, (500, JSON, b""))
    for _ in range(len(doing.PAUSES) + 1):
        run_due()
        time.passes(minutes=5)
    deed.refresh_from_db()
    assert (deed.state, deed.attempts) == ("unknown", len(doing.PAUSES) + 1)
    assert codes(ticket)[-1] == "deed.unknown"
    assert "Неизвестно, сделано ли: в нашей системе ошибка" in said(opened_page(signed_in(cast.anna), ticket))


def test_a_refusal_after_a_lost_answer_is_not_called_not_done(ticket, source, odd, cast, time):
    deed = ordered(ticket, source, odd, cast, (500, JSON, b""), (403, JSON, b""))
    run_due()
    time.passes(seconds=6)
    run_due()
    deed.refresh_from_db()
    assert deed.state == "unknown"


def test_a_clear_refusal_says_why(ticket, source, odd, cast):
    deed = ordered(ticket, source, odd, cast, answer(done=False, said="<b>Счёт закрыт</b>"))
    run_due()
    deed.refresh_from_db()
    assert (deed.state, deed.said) == ("refused", "<b>Счёт закрыт</b>")


def test_a_source_that_is_switched_off_meanwhile_does_nothing(ticket, source, odd, cast):
    deed = ordered(ticket, source, odd, cast, answer(done=True))
    Source.set_up(by=cast.gleb, is_active=False)
    run_due()
    deed.refresh_from_db()
    assert (deed.state, deed.error) == ("refused", "off")
    assert len(odd.asked) == 1


def test_two_workers_with_one_deed_settle_it_once(ticket, source, odd, cast):
    deed = ordered(ticket, source, odd, cast, answer(done=True, said="Первый"), answer(done=True, said="Второй"))
    first, second = Deed.objects.get(pk=deed.pk), Deed.objects.get(pk=deed.pk)
    doing._settle(first, Deed.State.DONE, said="Первый")
    doing._settle(second, Deed.State.REFUSED, said="Второй")
    deed.refresh_from_db()
    assert (deed.state, deed.said) == ("done", "Первый")
    assert [code for code in codes(ticket) if code.startswith("deed.")] == ["deed.ordered", "deed.done"]
