"""A lively desk to look around in: the cast, two companies, about 120 requests with believable words and times,
a help in three languages and ready answers.

Everything happens through the verbs of the product, in the past, so that histories, spans and counts are true.
"""

from otklik.demo.accounts import allow
from otklik.demo.cast import bring_in
from otklik.demo.knowing import look_back, shelve
from otklik.demo.telling import tell_everything


def build() -> None:
    """Fill an empty installation; the caller has checked that nobody is there yet."""
    bring_in()
    shelve()
    tell_everything()
    look_back()
    allow()
