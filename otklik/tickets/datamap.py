"""What requests hold of people, and how it is forgotten (F28)."""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table

_STAY = "as long as the installation keeps requests"


def _said(what: str, why: str = "to help, and to prove what was said") -> Column:
    return personal(what, why=why, kept=_STAY, erased=Erasure.REPLACED)


table(
    "tickets_ticket",
    subject=_said("what the request is about"),
    channel=impersonal("how it came"),
    language=impersonal("the language of the request"),
    fields=_said("custom fields"),
)
table(
    "tickets_message",
    body=_said("what was said"),
    full_text=_said("the whole letter, with quotes"),
    html=_said("the letter as cleaned HTML"),
    channel=impersonal("how it came"),
    language=impersonal("the language of the message"),
    before=impersonal("ids that undoing gives back"),
)
table("tickets_goal", wants=_said("what the customer wants"), why=_said("what for"))
_APART = "until the request is closed"
table(
    "tickets_secret",
    label=_said("what a customer was asked for"),
    value=personal("a password or key, encrypted", why="to help", kept=_APART, erased=Erasure.REPLACED),
    name=personal("the name of a document, encrypted", why="to help", kept=_APART, erased=Erasure.REPLACED),
    content=personal("a document, encrypted", why="to help", kept=_APART, erased=Erasure.REPLACED),
)
table(
    "tickets_hidden",
    kinds=impersonal("what kind of secrets were masked"),
    content=_said("what was said before its secrets were masked, encrypted"),
)
table("tickets_attachment", name=_said("the name of a file"), content_id=impersonal("a mark inside a letter"))
table(
    "tickets_status",
    code=impersonal("a status"),
    name=impersonal("its name"),
    customer_name=impersonal("its name to customers"),
    colour=impersonal("its colour"),
)
table(
    "tickets_solution",
    reason=_said("why a solution did not help"),
    points=impersonal("numbers of questions of a request"),
)
table("tickets_point", text=_said("one of several questions of a request"))
table(
    "tickets_wait",
    whom=_said("for whom we wait"),
    what=_said("what was asked"),
    key=impersonal("a task"),
    url=impersonal("its address"),
    ended_how=impersonal("how it ended"),
)
table(
    "tickets_closing",
    reason=_said("why it was closed"),
    rule=impersonal("the rule of a refusal"),
    reopening_reason=_said("why it was opened again"),
)
table("tickets_rating", comment=_said("what the customer says of our work"), channel=impersonal("how it came"))
table("tickets_merge", moved=impersonal("ids of what a merge moved"))
table("tickets_relocation", messages=impersonal("ids of messages"))
table("tickets_split", messages=impersonal("ids of messages"))
table("tickets_tag", name=impersonal("a tag"), normalised=impersonal("a tag, for matching"))
table(
    "tickets_category",
    name=impersonal("a category"),
    path=impersonal("where it stands in the tree"),
    work_type=impersonal("the kind of work of its requests"),
)
table(
    "tickets_savedview",
    name=impersonal("a name of a list"),
    condition=_said("what a list holds", why="to show it again"),
)
table(
    "tickets_draft",
    mode=impersonal("what is being written"),
    body=_said("what somebody is writing"),
    choices=impersonal("ids chosen beside it"),
)
table("tickets_reminder", text=_said("what somebody wants to remember"))
