"""The demo is told by the product's own verbs: lively, in every state, and true."""

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, Concat

from otklik import demo
from otklik.channels.models import Delivery, DeliveryState
from otklik.clocks.models import Norm, Violation
from otklik.conduct.models import Measure
from otklik.demo import stories
from otklik.kernel import clock, jobs
from otklik.kernel.models import Event
from otklik.knowledge import missing, suggesting
from otklik.knowledge.models import Article, ArticleText, ReadyAnswer, Unanswered
from otklik.people.models import Identity, Person
from otklik.problems import options
from otklik.problems.models import Problem, Suspicion
from otklik.routing.models import Offer, Relief
from otklik.routing.overload import measuring
from otklik.tickets.kinds import Kind
from otklik.tickets.models import Message, Ticket
from otklik.wishes.models import Wish
from otklik.work import billing, estimating
from otklik.work.models import Estimate
from tests.tickets.test_spans import check_history


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The demo, told in a transaction that is rolled back; the cast of the tests lends it their names."""
    with django_db_blocker.unblock(), transaction.atomic():
        other = Concat(Value("test-"), Cast("pk", CharField()))
        Person.objects.update(login=other)
        Identity.objects.update(normalised=other)
        EmailAddress.objects.all().delete()
        demo.build()
        yield
        transaction.set_rollback(True)


def test_the_desk_is_lively_and_shows_every_state(told):
    kinds = dict(Ticket.objects.values_list("kind").annotate(Count("pk")))
    assert 110 <= Ticket.objects.count() <= 140
    assert set(kinds) == {kind.value for kind in Kind}
    assert kinds[Kind.NEW] >= 8


def test_nothing_happens_in_the_future_or_out_of_order(told):
    assert not Event.objects.filter(at__gt=clock.now()).exists()
    assert not Message.objects.filter(created_at__gt=clock.now()).exists()


def test_every_letter_was_delivered_long_ago(told):
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert jobs.run_due() in (None, 0)
    assert not Event.objects.filter(code="ticket.delivery_failed").exists()


def test_its_histories_are_true(told):
    for ticket in Ticket.objects.order_by("?")[:15]:
        check_history(ticket)


def test_every_story_speaks_of_somebody_who_exists():
    from otklik.demo.cast import CUSTOMERS

    assert {story.who for story in stories.everything()} <= {login for login, *_ in CUSTOMERS}


def test_the_help_has_a_dozen_articles_in_three_languages(told):
    texts = ArticleText.objects.visible_to(None).values_list("language").annotate(Count("pk"))
    assert Article.objects.visible_to(Person.objects.get(login="boris")).count() >= 12
    assert set(dict(texts)) == {"ru", "uk", "en"}
    assert ReadyAnswer.objects.visible_to(Person.objects.get(login="anna")).count() >= 7


def test_the_mode_of_overload_is_suggested(told):
    """C7: a lead sees at once what the product would propose."""
    assert measuring.is_suggested(measuring.load())


def test_a_request_of_the_second_line_is_offered_to_whoever_is_there(told):
    """C1: somebody is asked now, and it can be read why."""
    offer = Offer.objects.open().get()
    assert (offer.to.login, offer.line.code) == ("oksana", "second")
    assert offer.judged["chosen"][0][0] == offer.to_id
    assert offer.until > clock.now()


def test_the_desk_suggests_and_says_what_to_write_of(told):
    """E4, E5: something helps with the newest requests, and something was looked for in vain."""
    anna = Person.objects.get(login="anna")
    fresh = Ticket.objects.filter(kind=Kind.NEW).order_by("-pk")[:8]
    asked = {one: suggesting.question(one) for one in fresh}
    assert any(suggesting.solved(words, anna, but=one.pk) for one, words in asked.items())
    assert any(suggesting.categories(words, but=one.pk) for one, words in asked.items())
    assert Unanswered.objects.filter(settled_at=None, count__gte=5).count() >= 3
    assert missing.groups(anna)
    assert missing.saved().count >= 10


def test_one_outage_waits_for_a_decision_and_one_problem_is_in_work(told):
    """C4: three customers in words of their own; both things are seen without pressing anything."""
    suspicion = Suspicion.objects.get()
    assert (suspicion.people, suspicion.verdict, suspicion.is_rare) == (3, "open", True)
    assert suspicion in Suspicion.objects.loud(options.PEOPLE.value)
    problem = Problem.objects.get()
    assert (problem.state, problem.joinings.count()) == ("open", 2)
    assert {one.state for one in problem.says.get().copies.all()} == {"said"}


def test_norms_were_broken_one_is_excused_one_waits_for_an_answer_and_one_norm_comes(told):
    """D4: of the four late ones two have shares of two people."""
    standing = Violation.objects.standing()
    assert standing.count() >= 4
    assert standing.annotate(hands=Count("shares")).filter(hands=2).count() >= 2
    assert standing.excused().exists()
    assert standing.awaiting_answer().exists()
    assert Norm.objects.announced(clock.now()).filter(valid_from__gt=clock.now()).exists()


def test_three_wish_for_the_same_and_a_head_has_an_estimate_to_approve(told):
    wish = Wish.objects.get(state="planned")
    assert wish.askings.standing().values("person").distinct().count() == 3
    waits = Estimate.objects.public().get(state="sent")
    assert [one.name for one in estimating.approvers(waits.ticket)] == ["Вера Соколова"]
    assert billing.left(Estimate.objects.get(state="approved").ticket) == {"RUB": 800000}


def test_c10_a_difficult_customer_was_warned_for_what_they_wrote_and_waits_for_a_lead(told):
    warning = Measure.objects.get(kind="warning")
    assert {one.author_id for one in warning.evidence.all()} == {warning.person_id}
    assert Relief.objects.open().filter(ticket=warning.ticket).exists()
