"""What time and money hold of people (F28): accounts are kept as long as the law wants them."""

from otklik.kernel.datamap import Column, Erasure, personal, table


def _account(what: str) -> Column:
    return personal(what, why="to account for work", kept="with its row", erased=Erasure.EMPTIED)


table("work_entry", word=_account("what somebody did"))
table("work_estimate", what=_account("what is to be done"), why=_account("why an estimate was declined"))
table("work_charge", what=_account("what was done"))
