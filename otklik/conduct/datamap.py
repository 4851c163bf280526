"""What is kept of how people behaved (F28).

It is for staff with the right, and in nothing that a customer opens, downloads or is sent. Whoever asks by law what is
known of them gets the decisions with their reasons from a lead; erasing empties the words and keeps that there was one.
"""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table


def _of_conduct(what: str) -> Column:
    return personal(what, why="to decide fairly and to answer for it", kept="with its row", erased=Erasure.EMPTIED)


table("conduct_note", words=_of_conduct("what staff noted of how somebody behaves"))
table(
    "conduct_measure",
    why=_of_conduct("why a step was taken"),
    rule=impersonal("the rule by which service was refused"),
    lifted_why=_of_conduct("why a step was lifted"),
)
