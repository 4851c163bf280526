"""C1: to whom a request goes, against an oracle written by hand; pure."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from otklik.routing.choosing import Candidate, Want, best, judge

LANGUAGES, CHANNELS, CATEGORIES = ("ru", "uk", "en"), ("form", "email", "phone"), (1, 2, 3, 4)

people = st.builds(
    Candidate,
    pk=st.integers(1, 9),
    load=st.integers(0, 1600),
    ceiling=st.sampled_from([0, 100, 500, 1500]),
    given=st.integers(0, 3000),
    minutes=st.integers(0, 720),
    idle_since=st.integers(0, 5),
    level=st.integers(1, 3),
    categories=st.frozensets(st.sampled_from(CATEGORIES), max_size=2),
    languages=st.frozensets(st.sampled_from(LANGUAGES), max_size=2),
    channels=st.frozensets(st.sampled_from(CHANNELS), max_size=2),
)
crews = st.lists(people, max_size=8, unique_by=lambda one: one.pk)
wanted = st.builds(
    Want,
    weight=st.sampled_from([50, 100, 200, 600]),
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
    language=st.sampled_from(("", *LANGUAGES)),
    channel=st.sampled_from(("", *CHANNELS)),
    urgency=st.integers(0, 2),
    nominee=st.none() | st.integers(1, 9),
    last_agent=st.none() | st.integers(1, 9),
    asked=st.frozensets(st.integers(1, 9), max_size=3),
)


def oracle(crew, want):
    """The rule of docs/decisions/0025, in the plainest words: who gets it, or None."""
    able = []
    for one in crew:
        if one.pk in want.asked or one.load + want.weight > one.ceiling:
            continue
        if want.urgency == 2 and one.level == 1:
            continue
        knows = bool(set(one.categories) & set(want.categories))
        if one.categories and not knows:
            continue
        if one.languages and want.language and want.language not in one.languages:
            continue
        if one.channels and want.channel and want.channel not in one.channels:
            continue
        able.append(one)

    def hourly(one):
        return int(Fraction(one.given * 60, one.minutes if one.minutes > 60 else 60))

    busiest = max([hourly(one) for one in able], default=0)

    def score(one):
        total = 1000 * (one.pk == want.nominee) + 300 * (one.pk == want.last_agent)
        total += int(Fraction(200 * (one.ceiling - one.load - want.weight), one.ceiling))
        total += 200 - (int(Fraction(200 * hourly(one), busiest)) if busiest else 0)
        return total + 100 * bool(set(one.categories) & set(want.categories))

    for points in sorted({score(one) for one in able}, reverse=True):
        equal = [one for one in able if score(one) == points]
        longest = min(one.idle_since for one in equal)
        return min(one.pk for one in equal if one.idle_since == longest)
    return None


@given(crews, wanted)
def test_the_choice_agrees_with_the_oracle(crew, want):
    chosen = best(judge(crew, want))
    assert (chosen.candidate.pk if chosen else None) == oracle(crew, want)


@given(crews, wanted, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_read_means_nothing(crew, want, random):
    shuffled = random.sample(crew, len(crew))
    assert judge(crew, want) == judge(shuffled, want)


@given(crews, wanted)
def test_everybody_is_judged_once_and_whoever_cannot_has_a_reason(crew, want):
    judged = judge(crew, want)
    assert sorted(one.candidate.pk for one in judged) == sorted(one.pk for one in crew)
    assert all(bool(one.why_not) == (one.points is None) for one in judged)


@given(st.integers(2, 6), st.integers(1, 60))
def test_a_day_of_equal_requests_among_equals_differs_by_one_at_most(count, requests):
    crew = {pk: Candidate(pk, ceiling=100 * requests, minutes=300) for pk in range(count)}
    came = dict.fromkeys(crew, 0)
    for moment in range(requests):
        pk = best(judge(crew.values(), Want())).candidate.pk
        came[pk] += 1
        crew[pk] = Candidate(pk, came[pk] * 100, 100 * requests, came[pk] * 100, 300, moment + 1)
    assert max(came.values()) - min(came.values()) <= 1


def test_whoever_works_fast_is_not_punished_for_it_by_getting_everything():
    fast = Candidate(1, load=0, given=2000, minutes=240)
    slow = Candidate(2, load=400, given=400, minutes=240)
    assert best(judge([fast, slow], Want())).candidate.pk == 2


def test_who_has_just_come_does_not_get_everything_at_once():
    fresh = Candidate(1, load=600, given=600, minutes=5)
    others = Candidate(2, load=500, given=1500, minutes=300)
    assert best(judge([fresh, others], Want())).candidate.pk == 2
