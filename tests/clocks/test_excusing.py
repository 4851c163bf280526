"""Excuses and objections: said with a reason, answered, and kept (D4, R25)."""

from datetime import timedelta

import pytest

from otklik.clocks import excusing, reckoning, waking
from otklik.clocks.models import Excuse, Fault, Violation
from otklik.kernel.verbs import Forbidden, Refused, Stale
from tests.clocks.test_norms import moscow, norm
from tests.tickets.acting import opened


@pytest.fixture
def violation(cast, time):
    """Anna kept a request for an hour and a half under a norm of an hour, on Monday 16 November."""
    norm("in_work", 1)
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera).accept(by=cast.anna)
    time.passes(minutes=90)
    waking.wake()
    return Violation.objects.get()


def test_a_lead_excuses_with_a_reason_and_takes_it_back(cast, violation):
    excuse = excusing.excuse(violation, reason="Ждали дата-центр", by=cast.boris)
    assert not Violation.objects.at_fault().exists()
    with pytest.raises(Stale):
        excusing.excuse(violation, reason="Ещё раз", by=cast.boris)
    excusing.charge_again(violation, by=cast.boris)
    assert Violation.objects.at_fault().get() == violation
    assert Excuse.objects.get() == excuse
    with pytest.raises(Stale):
        excusing.charge_again(violation, by=cast.boris)


@pytest.mark.parametrize(("who", "reason", "error"), [("anna", "Хочу", Forbidden), ("boris", "  ", Refused)])
def test_an_excuse_needs_a_lead_and_a_reason(cast, violation, who, reason, error):
    with pytest.raises(error):
        excusing.excuse(violation, reason=reason, by=getattr(cast, who))


def test_r25_one_action_marks_what_an_outage_brought(cast, violation):
    everything = Violation.objects.all()
    assert excusing.excuse_all(everything, fault=Fault.OUTAGE, reason="Авария", by=cast.boris) == 1
    assert excusing.excuse_all(everything, fault=Fault.OUTAGE, reason="Авария", by=cast.boris) == 0
    assert Excuse.objects.get().fault == Fault.OUTAGE


def test_whose_time_it_was_may_object_and_a_lead_answers(cast, violation):
    objection = excusing.object_to(violation, text="Я ждала ответа второй линии", by=cast.anna)
    with pytest.raises(Stale):
        excusing.object_to(violation, text="Ещё", by=cast.anna)
    with pytest.raises(Forbidden):
        excusing.object_to(violation, text="И я", by=cast.oleg)
    excusing.uphold(objection, answer="Можно было спросить иначе", by=cast.boris)
    with pytest.raises(Stale):
        excusing.uphold(objection, answer="Ещё раз", by=cast.boris)
    assert Violation.objects.at_fault().exists()


def test_an_excuse_answers_the_objection(cast, violation):
    objection = excusing.object_to(violation, text="Не моя вина", by=cast.anna)
    excusing.excuse(violation, reason="Согласен", by=cast.boris)
    objection.refresh_from_db()
    assert (objection.answered_by, objection.answer) == (cast.boris, "Согласен")


def test_one_objects_within_five_working_days(cast, violation, time):
    """Broken on Monday the 16th: Tuesday to Friday are four days, Monday the 23rd is the fifth."""
    assert excusing.last_day_to_object(violation) == moscow(2026, 11, 24, 3)
    time.stands(moscow(2026, 11, 24, 3) + timedelta(minutes=1))
    with pytest.raises(Refused) as refused:
        excusing.object_to(violation, text="Поздно", by=cast.anna)
    assert refused.value.code == "objection.late"


def test_everyone_sees_their_own_and_a_lead_the_teams(cast, violation):
    visible = {name: Violation.objects.visible_to(getattr(cast, name)).exists() for name in ("anna", "oleg", "boris")}
    assert visible == {"anna": True, "oleg": False, "boris": True}
    assert not Violation.objects.visible_to(cast.vera).exists()


def test_what_was_said_outlives_reckoning_anew_and_a_rise_of_the_degree(cast, violation, time):
    objection = excusing.object_to(violation, text="Ждали доступа", by=cast.anna)
    excuse = excusing.excuse(violation, reason="Верно", by=cast.boris)
    norm("in_work", 1, 4, valid_from=moscow(2026, 11, 16, 8))
    time.passes(hours=6)
    reckoning.reckon(violation.ticket.locked(), anew=True)
    violation.refresh_from_db()
    assert violation.degree == 2
    assert list(violation.excuses.standing()) == [excuse]
    assert list(violation.objections.all()) == [objection]
    assert list(Violation.objects.excused()) == [violation]


def test_nobody_judges_a_violation_to_which_they_object(cast, time):
    norm("in_work", 1)
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera).accept(by=cast.boris)
    time.passes(minutes=90)
    waking.wake()
    one = Violation.objects.get()
    excusing.object_to(one, text="Ждали", by=cast.boris)
    with pytest.raises(Forbidden):
        excusing.excuse(one, reason="Сам", by=cast.boris)
    assert excusing.excuse_all([one], fault=Fault.OUTAGE, reason="Авария", by=cast.boris) == 0
    assert excusing.excuse_all([one], fault=Fault.OUTAGE, reason="Авария", by=cast.gleb) == 1
