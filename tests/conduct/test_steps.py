"""C10: steps towards difficult customers are taken by people, one after another, for messages that they name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.conduct import noting, replies, taking
from otklik.conduct.models import Kind, Measure, Note, Reply
from otklik.conduct.models.measure import ORDER
from otklik.kernel import clock
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.knowledge.models import ReadyAnswer, ReadyAnswerText
from otklik.people import merging
from otklik.people.models import Person, PersonMerge, Role
from otklik.people.seed import seed
from otklik.tickets.models import Message
from otklik.tickets.models.facts import Closing
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.stranger)
    fresh.accept(by=cast.anna)
    return fresh


@pytest.fixture
def rude(cast, ticket):
    return ticket.write(by=cast.stranger, body="Да вы дебилы все!")


def now(row):
    return type(row).objects.get(pk=row.pk)


def take(ticket, kind, rude, by, **said):
    usual = {"body": "Давайте по порядку", "why": "Оскорбления"}
    usual |= {"rule": "п. 4.2 договора"} if kind == "refusal" else {}
    usual |= {"until": clock.now() + timedelta(days=7)} if kind == "limit" else {}
    return taking.take(ticket, kind, [rude], by=by, **(usual | said))


def test_each_step_comes_after_the_one_before_and_only_a_lead_skips(cast, ticket, rude):
    with pytest.raises(Refused, match=r"conduct\.order"):
        take(ticket, "warning", rude, cast.anna)
    with pytest.raises(Refused, match=r"conduct\.order"):
        take(ticket, "warning", rude, cast.anna, skips=True)
    with pytest.raises(Refused, match=r"conduct\.order"):
        take(ticket, "limit", rude, cast.boris)
    assert take(ticket, "calm", rude, cast.anna).skips is False
    assert take(ticket, "warning", rude, cast.anna).skips is False
    assert take(ticket, "limit", rude, cast.boris, skips=True).skips is True
    assert codes(ticket)[-1] == "conduct.limit"


@pytest.mark.parametrize("kind", ["lead", "limit", "refusal"])
def test_an_agent_neither_takes_over_nor_limits_nor_refuses(cast, ticket, rude, kind):
    with pytest.raises(Forbidden):
        take(ticket, kind, rude, cast.anna, skips=True)
    assert not Measure.objects.exists()


def test_a_trainee_takes_no_step_and_reads_none(cast, ticket, rude):
    with pytest.raises(Forbidden):
        take(ticket, "calm", rude, cast.misha)
    take(ticket, "calm", rude, cast.anna)
    for person in (cast.misha, cast.dana, cast.stranger, cast.vera, None):
        assert not Measure.objects.visible_to(person)
        assert not Note.objects.visible_to(person)


def test_a_warning_is_told_and_leaves_turn_and_debt_as_they_are(cast, ticket, rude):
    take(ticket, "calm", rude, cast.anna)
    owed = now(ticket).reply_owed_since
    made = take(ticket, "warning", rude, cast.anna, body="Пишите без оскорблений")
    assert made.message.body == "Пишите без оскорблений"
    assert [one.pk for one in made.evidence.all()] == [rude.pk]
    assert (now(ticket).turn, now(ticket).reply_owed_since) == ("ours", owed)
    assert (made.person, made.by, made.at) == (cast.stranger, cast.anna, made.message.created_at)


def test_words_that_are_taken_back_in_time_were_no_step(cast, ticket, rude):
    made = take(ticket, "calm", rude, cast.anna)
    ticket.take_back(made.message, by=cast.anna)
    assert not Measure.objects.standing().exists()
    assert codes(ticket).count("conduct.lifted") == 1
    with pytest.raises(Refused, match=r"conduct\.order"):
        take(ticket, "warning", rude, cast.anna)


def test_a_lead_who_takes_over_is_responsible_and_need_not_say_a_word(cast, ticket, rude):
    made = take(ticket, "lead", rude, cast.boris, skips=True, body="")
    assert now(ticket).responsible == cast.boris
    assert made.message is None


def test_a_refusal_names_its_rule_to_the_customer_and_closes_so(cast, ticket, rude):
    with pytest.raises(Refused, match=r"closing\.rule"):
        take(ticket, "refusal", rude, cast.boris, skips=True, rule="")
    body = replies.offered("refusal", ticket, cast.boris)
    made = take(ticket, "refusal", rude, cast.boris, skips=True, body=body)
    assert "п. 4.2 договора" in made.message.body
    assert "⟦" not in made.message.body
    assert now(ticket).closing_kind == "refused"
    assert Closing.objects.get(ticket=ticket).rule == "п. 4.2 договора"


def test_a_limit_ends_and_says_when(cast, ticket, rude, time):
    for until in (None, clock.now() - timedelta(hours=1), clock.now() + timedelta(days=400)):
        with pytest.raises(Refused, match=r"conduct\.until"):
            take(ticket, "limit", rude, cast.boris, skips=True, until=until)
    body = replies.offered("limit", ticket, cast.boris)
    assert "⟦срок⟧" in body
    made = take(ticket, "limit", rude, cast.boris, skips=True, body=body)
    assert "⟦" not in made.message.body
    assert Measure.objects.limiting(clock.now()).get() == made
    time.passes(days=8)
    assert not Measure.objects.limiting(clock.now()).exists()


def test_a_lead_lifts_a_step_with_a_reason_once(cast, ticket, rude):
    made = take(ticket, "limit", rude, cast.boris, skips=True)
    with pytest.raises(Forbidden):
        taking.lift(made, "Договорились", by=cast.anna)
    with pytest.raises(Refused, match="lift_why"):
        taking.lift(made, " ", by=cast.boris)
    taking.lift(made, "Договорились", by=cast.boris)
    with pytest.raises(Stale):
        taking.lift(made, "Договорились", by=cast.gleb)
    assert (now(made).lifted_by, now(made).lifted_why) == (cast.boris, "Договорились")
    assert not Measure.objects.limiting(clock.now()).exists()
    take(ticket, "limit", rude, cast.boris, skips=True)


@pytest.mark.parametrize("kind", ["lead", "limit", "refusal"])
def test_what_stands_is_not_taken_twice_but_a_warning_may_be(cast, ticket, rude, kind):
    take(ticket, kind, rude, cast.boris, skips=True)
    with pytest.raises(Stale):
        take(ticket, kind, rude, cast.gleb, skips=True)
    for _ in range(2):
        take(ticket, "warning", rude, cast.boris, skips=True)


def test_evidence_is_what_one_customer_wrote_and_the_taker_may_read(cast, ticket, rude):
    ours = ticket.note(by=cast.anna, body="Грубит")
    foreign = opened(cast.rival).last_public_message
    for evidence in ([], [ours], [rude, foreign]):
        with pytest.raises(Refused, match=r"conduct\.evidence"):
            taking.take(ticket, "calm", evidence, by=cast.anna, body="Давайте по порядку")
    private = opened(cast.vera).note_privately(by=cast.vera, body="Между нами")
    with pytest.raises(Refused, match=r"conduct\.evidence"):
        taking.take(ticket, "calm", [private], by=cast.anna, body="Давайте по порядку")


def test_the_step_is_towards_whoever_wrote_it_not_towards_the_company(cast):
    ticket = opened(cast.vera)
    words = ticket.write(by=cast.pavel, body="Идиоты")
    assert take(ticket, "calm", words, cast.anna).person == cast.pavel


def test_merged_records_carry_their_steps_and_notes_and_part_with_them(cast, ticket, rude):
    made = take(ticket, "limit", rude, cast.boris, skips=True)
    noting.write(cast.stranger, "Пишет ночью", by=cast.anna)
    for into in (cast.zoya, cast.vera):
        source = cast.stranger if into == cast.zoya else cast.zoya
        merging.merge(source, into=into, by=cast.boris)
    assert Measure.objects.of(cast.vera).get() == made
    assert noting.standing(cast.vera).words == "Пишет ночью"
    assert taking.missing("refusal", cast.vera) == [Kind.CALM, Kind.WARNING, Kind.LEAD]
    merging.unmerge(PersonMerge.objects.get(target=cast.vera), by=cast.boris)
    assert not Measure.objects.of(cast.vera).exists()
    assert Measure.objects.of(cast.zoya).get() == made


def test_whoever_had_other_steps_before_them_is_told(cast, ticket, rude):
    before = taking.version(cast.stranger)
    made = take(ticket, "calm", rude, cast.anna, seen=before)
    with pytest.raises(Stale, match=r"conduct\.newer"):
        take(ticket, "calm", rude, cast.oleg, seen=before)
    after = taking.version(cast.stranger)
    taking.lift(made, "Ошибка", by=cast.boris)
    assert taking.version(cast.stranger) > after > before


def test_the_note_is_rewritten_by_who_has_read_it_and_keeps_its_history(cast):
    first = noting.write(cast.vera, "Звонит ночью", by=cast.anna)
    with pytest.raises(Stale):
        noting.write(cast.vera, "Кричит", by=cast.oleg)
    with pytest.raises(Forbidden):
        noting.write(cast.vera, "Кричит", by=cast.misha, seen=first.pk)
    with pytest.raises(Refused, match=r"conduct\.staff"):
        noting.write(cast.oleg, "Кричит", by=cast.anna)
    noting.write(cast.vera, "", by=cast.oleg, seen=first.pk)
    assert (noting.standing(cast.vera).words, Note.objects.count()) == ("", 2)


def test_the_words_come_in_the_customers_language_and_the_companys_own_go_before(cast, ticket):
    Person.objects.filter(pk=cast.stranger.pk).update(language="uk")
    type(ticket).objects.filter(pk=ticket.pk).update(language="")
    assert "пишіть без образ" in replies.offered("warning", now(ticket), cast.anna)
    assert replies.share(by=cast.boris) == len(ORDER)
    assert replies.share(by=cast.boris) == 0
    assert ReadyAnswerText.objects.filter(answer__in=Reply.objects.values("answer")).count() == 3 * len(ORDER)
    own = Reply.objects.get(kind="warning").answer
    own.texts.filter(language="uk").update(body="{клієнт}, лише без лайки")
    assert replies.offered("warning", now(ticket), cast.anna) == "Степан, лише без лайки"
    ReadyAnswer.objects.filter(pk=own.pk).update(is_active=False)
    assert "пишіть без образ" in replies.offered("warning", now(ticket), cast.anna)


def test_a_gap_that_nobody_filled_is_not_sent(cast, ticket, rude):
    with pytest.raises(Refused, match=r"conduct\.gaps"):
        take(ticket, "calm", rude, cast.anna, body="Отвечу ⟦срок⟧")
    assert not Measure.objects.exists()


def test_nothing_that_a_customer_writes_takes_a_step(cast, ticket):
    for _ in range(5):
        ticket.write(by=cast.stranger, body="Идиоты, сволочи, твари")
    assert not Measure.objects.exists()


def test_an_older_installation_gets_the_rights_once_and_what_was_taken_away_stays_away(cast):
    fresh = {"conduct.see", "conduct.decide"}
    for role in Role.objects.all():
        role.rights = [right for right in role.rights if right not in fresh]
        role.seeded = [right for right in role.seeded or [] if right not in fresh]
        role.save()
    seed()
    held = {role.code: set(role.rights) & fresh for role in Role.objects.all()}
    assert held == {"trainee": set(), "developer": set(), "agent": {"conduct.see"}, "lead": fresh, "admin": fresh}
    agent = Role.objects.get(code="agent")
    agent.rights.remove("conduct.see")
    agent.save()
    seed()
    assert "conduct.see" not in Role.objects.get(code="agent").rights


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ORDER), st.booleans(), st.booleans()), max_size=8))
def test_whatever_is_tried_no_step_of_an_agent_stands_before_its_forerunners(acts):
    from django.db import transaction

    from tests.cast import everybody

    cast = everybody()
    with transaction.atomic():
        ticket = opened(cast.stranger)
        rude = ticket.write(by=cast.stranger, body="Идиоты")
        for kind, leads, lifts in acts:
            by = cast.boris if leads else cast.anna
            standing = set(Measure.objects.of(cast.stranger).standing().values_list("kind", flat=True))
            try:
                made = take(now(ticket), kind, rude, by, skips=leads)
            except Refused:
                continue
            whole = standing >= set(ORDER[: ORDER.index(kind)])
            assert whole or (leads and made.skips)
            assert made.skips is not whole
            if lifts:
                taking.lift(made, "Снято", by=cast.boris)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_eight_leads_at_once_limit_one_person_once(cast):
    ticket = opened(cast.stranger)
    rude = ticket.write(by=cast.stranger, body="Идиоты")
    connection.close()

    def act(number):
        by = Person.objects.get(login=("boris", "gleb")[number % 2])
        try:
            take(now(ticket), "limit", Message.objects.get(pk=rude.pk), by, skips=True)
        except Stale:
            return "too late"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(act, range(8)))
    assert said.count("done") == 1
    assert Measure.objects.standing().filter(kind="limit").count() == 1
    assert Message.objects.filter(ticket=ticket, kind="reply").count() == 1
