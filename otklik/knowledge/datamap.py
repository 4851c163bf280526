"""What knowledge holds (F28)."""

from otklik.kernel.datamap import Erasure, impersonal, personal, table

table("knowledge_section", code=impersonal("a part of an address"), name=impersonal("a shelf of articles"))
table("knowledge_articleaddress", slug=impersonal("a part of an address"))
table("knowledge_articleimage", name=impersonal("the name of a picture"))
table(
    "knowledge_articleversion",
    title=impersonal("a title"),
    summary=impersonal("what it is about"),
    body=impersonal("an article"),
)
table(
    "knowledge_opinion",
    comment=personal(
        "what a reader missed", why="to make the article better", kept="with the article", erased=Erasure.EMPTIED
    ),
)
table("knowledge_readyanswer", title=impersonal("what it is about"), tags=impersonal("words put on requests"))
table("knowledge_readyanswertext", body=impersonal("words that are said often"))
table("knowledge_readyanswerfile", name=impersonal("the name of a file"))
