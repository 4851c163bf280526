"""Letters as tests write them."""

from email.message import EmailMessage
from itertools import count

_numbers = count(1)

DSN = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: support@prichal.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
Message-ID: <bounce-1@mx.example>

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; vera@shop.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B
Content-Type: message/rfc822

From: support@prichal.example
Message-ID: <%(ours)s>
Subject: Re: Gmail

body
--B--
"""


def letter(
    text: str = "Здравствуйте, письма не доходят до Gmail.",
    *,
    subject: str = "Письма не доходят",
    sender: str = "Вера <vera@shop.example>",
    to: str = "support@prichal.example",
    html: str = "",
    files: list[tuple[str, str, bytes]] | None = None,
    **headers: str,
) -> EmailMessage:
    """A decent letter; `headers` are given as `In_Reply_To="<…>"`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Mon, 21 Sep 2026 10:00:00 +0300"
    if "Message_ID" not in headers:
        message["Message-ID"] = f"<{next(_numbers)}.letter@shop.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, mime, octets in files or []:
        main, _, sub = mime.partition("/")
        message.add_attachment(octets, maintype=main, subtype=sub, filename=name)
    return message
