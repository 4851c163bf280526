"""What letters and mailboxes hold of people, and how it is forgotten (F28)."""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table


def _letter(what: str, kept: str = "as its request", erased: Erasure = Erasure.DELETED) -> Column:
    return personal(what, why="so that no letter is lost", kept=kept, erased=erased)


table(
    "channels_inbound",
    channel=impersonal("how it came"),
    dedupe_key=impersonal("a hash of the letter"),
    reason=impersonal("a code"),
    error=_letter("what went wrong with it, in the program's words", erased=Erasure.EMPTIED),
    sender=_letter("who wrote it", erased=Erasure.EMPTIED),
    subject=_letter("what it is about", erased=Erasure.EMPTIED),
    letter_id=_letter("the id that it came with", erased=Erasure.EMPTIED),
    helo=_letter("the name of the server that brought it", erased=Erasure.EMPTIED),
    peer=_letter("the address of the server that brought it", erased=Erasure.EMPTIED),
    content=_letter("what a form said", erased=Erasure.EMPTIED),
)
table(
    "channels_delivery",
    channel=impersonal("how it leaves"),
    address=_letter("where to", erased=Erasure.REPLACED),
    reason=impersonal("a code"),
    error=_letter("what the other server said", erased=Erasure.EMPTIED),
    letter_id=impersonal("an id that we made"),
    content=_letter("the bytes of a code or a notice", kept="3 days", erased=Erasure.EXPIRES),
)
table(
    "channels_letterid",
    value=_letter("the id of a letter", erased=Erasure.DELETED),
    folded=_letter("the same, for matching", erased=Erasure.DELETED),
)
table(
    "channels_lettertrust",
    checked_by=impersonal("a server of the company's own"),
    spf=impersonal("a code"),
    dkim=impersonal("a code"),
    dmarc=impersonal("a code"),
    policy=impersonal("a code"),
    sealed=impersonal("a code"),
    signs=_letter("what speaks against it, with addresses and names"),
)
table("channels_mailrule", name=impersonal("its name"), condition=impersonal("what is asked of letters"))
table(
    "channels_blockedsender", value=_letter("an address or domain that nobody wants to hear", kept="until it is lifted")
)
table(
    "channels_mailbox",
    address=impersonal("an address of the company's own"),
    name=impersonal("its name"),
    language=impersonal("its language"),
    imap_host=impersonal("a server"),
    imap_user=impersonal("a login of the company's own"),
    imap_password=impersonal("its password, encrypted"),
    folder=impersonal("a folder"),
    done_folder=impersonal("a folder"),
    smtp_host=impersonal("a server"),
    smtp_user=impersonal("a login of the company's own"),
    smtp_password=impersonal("its password, encrypted"),
    signature=impersonal("what its letters end with"),
    provider_token=impersonal("its key, encrypted"),
    provider_url=impersonal("a server"),
    provider_secret=impersonal("a secret of its calls, encrypted"),
    fetch_error=impersonal("what a server said"),
    send_error=impersonal("what a server said"),
)
table("channels_popletter", uidl=impersonal("a server's id of a letter"))
table(
    "channels_access",
    client_id=impersonal("the program as the provider knows it"),
    client_secret=impersonal("its secret, encrypted"),
    tenant=impersonal("a directory of the company's own"),
    refresh_token=impersonal("a token, encrypted"),
    access_token=impersonal("a token, encrypted"),
    error=impersonal("what a server said"),
    state=impersonal("a random value of one connection"),
    verifier=impersonal("a random value of one connection, encrypted"),
)
