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
table(
    "knowledge_lesson",
    code=impersonal("a part of an address"),
    name=impersonal("what is taught"),
    about=impersonal("what it is about"),
)
table("knowledge_readyanswer", title=impersonal("what it is about"), tags=impersonal("words put on requests"))
table("knowledge_readyanswertext", body=impersonal("words that are said often"))
table("knowledge_readyanswerfile", name=impersonal("the name of a file"))
table(
    "knowledge_textvector",
    encoder=impersonal("the name of a program"),
    digest=personal(
        "a fingerprint of a text", why="so that it is not encoded twice", kept="with the text", erased=Erasure.EMPTIED
    ),
    numbers=personal("what a text means", why="to find what is alike", kept="with the text", erased=Erasure.EMPTIED),
)
table("knowledge_encoding", encoder=impersonal("the name of a program"), store=impersonal("where vectors lie"))
table(
    "knowledge_drafted",
    code=impersonal("why there is no draft"),
    text=personal("a draft of a reply", why="to lay it before its author", kept="one day", erased=Erasure.EXPIRES),
    sources=impersonal("titles and addresses of articles"),
)
table(
    "knowledge_unanswered",
    words=personal(
        "what a reader looked for, without names and numbers",
        why="to write what is missing",
        kept="180 days",
        erased=Erasure.EXPIRES,
    ),
)
table(
    "knowledge_trust",
    encoder=impersonal("the name of a program"),
    taught=impersonal("what speaks for a category, as sums over many requests"),
)
