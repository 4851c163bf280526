"""Links into the company's own systems: who sees which, what fills them, what is written down (C2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.cards import leading, looking
from otklik.cards import seed as cards_seed
from otklik.cards.models import Link
from otklik.kernel.audit import AuditEntry
from otklik.kernel.settings import SettingValue
from otklik.people import identifying
from otklik.people.models import Line
from otklik.routing import planning
from tests.cards.conftest import KEY
from tests.cards.test_example import fragment, said
from tests.desk.asking import address, opened_page
from tests.tickets.acting import codes

pytestmark = pytest.mark.django_db


def link(place, **more):
    return Link.add(by=None, name={"ru": "Журналы"}, address=place, **more)


def test_c2_who_digs_deeper_is_decided_by_the_line_or_the_right(signed_in, cast, ticket):
    deeper = link("https://logs.example/?n={ticket}")
    anna = signed_in(cast.anna)
    place = address(ticket, f"account/links/{deeper.pk}/")
    assert "Журналы" in said(fragment(signed_in(cast.boris), ticket))
    assert "Журналы" not in said(fragment(anna, ticket))
    assert anna.get(place).status_code == 404
    planning.set_plan(Line.objects.get(code="first"), sees_links=True, by=cast.boris)
    assert "Журналы" in said(fragment(anna, ticket))
    assert anna.get(place).headers["Location"] == f"https://logs.example/?n={ticket.number}"


def test_a_click_is_written_down_and_a_glance_of_a_browser_is_not(signed_in, cast, ticket):
    plain = link("https://b.example/?q={email}", is_deeper=False)
    anna, place = signed_in(cast.anna), address(ticket, f"account/links/{plain.pk}/")
    assert anna.head(place).status_code == 204
    assert anna.get(place, headers={"Sec-Purpose": "prefetch"}).status_code == 204
    assert "link.followed" not in codes(ticket)
    answer = anna.get(place)
    assert answer.headers["Location"] == "https://b.example/?q=vera%40warm.example"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    entry = AuditEntry.objects.get(code="link.followed")
    assert (entry.actor_id, entry.after) == (cast.anna.pk, {"ticket": ticket.number, "customer": cast.vera.pk})


def test_a_link_whose_hole_nothing_fills_is_not_shown(signed_in, cast, ticket):
    by_login = link("https://crm.example/{login}/", is_deeper=False)
    anna = signed_in(cast.anna)
    assert leading.links(ticket, cast.anna) == []
    assert anna.get(address(ticket, f"account/links/{by_login.pk}/")).status_code == 422
    identifying.add(cast.vera, "external", "T-204/7", by=cast.anna)
    assert leading.follow(by_login, ticket, by=cast.anna) == "https://crm.example/T-204%2F7/"


def test_a_signed_link_is_filled_with_confirmed_addresses_only(cast, ticket):
    signed = link("https://b.example/?q={email}", is_signed=True, key=KEY, is_deeper=False)
    cast.vera.identities.update(verified_at=None)
    assert leading.links(ticket, cast.anna) == []
    assert signed.is_signed


def test_without_a_source_and_links_the_page_asks_for_nothing_more(signed_in, cast, ticket):
    anna = signed_in(cast.anna)
    assert "f-account" not in opened_page(anna, ticket)
    link("https://b.example/", is_deeper=False)
    assert "f-account" in opened_page(anna, ticket)


def test_cards_cost_a_fixed_number_of_queries(signed_in, cast, ticket, source, django_assert_max_num_queries):
    anna = signed_in(cast.anna)
    for number in range(12):
        link(f"https://b.example/{number}/?q={{email}}", is_deeper=False)
    looking.look(source, ticket)
    fragment(anna, ticket)
    with django_assert_max_num_queries(18):
        fragment(anna, ticket)


def test_links_of_an_older_installation_become_rows_once(cast):
    text = "Биллинг https://b.example/?q={email}\n\nhttps://nameless.example/\nПлохая https://{email}/"
    SettingValue.objects.create(name=cards_seed.FORMER, value=text, changed_at="2026-01-01T00:00:00Z")
    for _ in range(2):
        cards_seed.seed()
    made = list(Link.objects.values_list("address", "is_deeper"))
    assert made == [("https://b.example/?q={email}", True), ("https://nameless.example/", True)]
    assert SettingValue.objects.get(name=cards_seed.FORMER).value == "Плохая https://{email}/"


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=30))
def test_no_value_leaves_its_place(value):
    made = Link(address="https://b.example/a/{email}/?q={email}#x")
    filled = leading._filled(made, {"email": value})
    assert filled is not None
    before, path, after = "https://b.example/a/", filled.removeprefix("https://b.example/a/").partition("/?q="), "#x"
    assert filled.startswith(before)
    assert filled.endswith(after)
    assert "/" not in path[0]
    assert not set(path[2].removesuffix("#x")) & set("&#/?= ")
