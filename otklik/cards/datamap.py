"""What cards hold of people, and how it is forgotten (F28). Answers of the source are kept sealed, for minutes only."""

from otklik.kernel.datamap import Erasure, impersonal, personal, table

table(
    "cards_source",
    url=impersonal("the address of the company's own system"),
    key=impersonal("a sealed secret"),
    offered=impersonal("codes and names of actions"),
    queries=impersonal("codes and names of queries"),
    error=impersonal("what it answered last"),
)
table("cards_permit", code=impersonal("an action's code"), name=impersonal("what it is called"))
table("cards_filling", code=impersonal("the code of a field of the card"))
table(
    "cards_filled",
    value=personal(
        "what the card has filled", why="to leave what people type", kept="with its row", erased=Erasure.EMPTIED
    ),
)
table(
    "cards_link",
    name=impersonal("what it is called"),
    address=impersonal("a pattern of addresses"),
    key=impersonal("a sealed secret"),
)
table(
    "cards_deed",
    code=impersonal("an action's code"),
    name=impersonal("what it is called"),
    said=personal("what our system answered", why="to know what was done", kept="with its row", erased=Erasure.EMPTIED),
    error=impersonal("why it could not be done"),
)
table(
    "cards_inquiry",
    code=impersonal("a query's code"),
    name=impersonal("what it is called"),
    parameters=personal(
        "what was asked for", why="to know what was asked", kept="with its row", erased=Erasure.EMPTIED
    ),
    error=impersonal("why it was not answered"),
)
table(
    "cards_proof",
    words=personal("how identity was checked", why="to prove it", kept="with its row", erased=Erasure.EMPTIED),
)
