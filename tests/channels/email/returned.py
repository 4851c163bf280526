"""Letters that came back, as different servers write them: the name, the letter, the status that it tells."""

RETURNED: dict[str, tuple[bytes, str]] = {}


def _server(name: str, status: str, head: str, body: str) -> None:
    kind = "" if "Content-Type" in head else "\nContent-Type: text/plain; charset=utf-8"
    RETURNED[name] = (f"To: support@prichal.example\n{head}{kind}\n\n{body}".encode(), status)


_server(
    "exim",
    "5.1.1",
    "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: vera@shop.example\n"
    "Auto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender",
    "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
    "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
    "  vera@shop.example\n    SMTP error from remote mail server after RCPT TO:<vera@shop.example>:\n    host "
    "mx.shop.example [192.0.2.5]: 550 5.1.1 <vera@shop.example>: User unknown\n\n------ This is a copy of the message, "
    "including all the headers. ------\n\nMessage-ID: <ours@prichal.example>\nSubject: hello\n",
)
_server(
    "exim delays",
    "",
    "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Warning: "
    "message 1P1YNN-0003AD-Ga delayed 24 hours",
    "This message was created automatically by mail delivery software.\nA message that you sent has not yet been "
    "delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  vera@shop.example\n\n"
    "No action is required on your part. Delivery attempts will continue.\n",
)
_server(
    "qmail",
    "5.1.1",
    "From: MAILER-DAEMON@mx.example\nSubject: failure notice\nReceived: (qmail 12345 invoked for bounce); 29 Apr 2026",
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't "
    "work out.\n\n<vera@shop.example>:\n"
    "192.0.2.5 does not like recipient.\nRemote host said: 550 no such user\nGiving up on 192.0.2.5.\n\n"
    "--- Below this line is a copy of the message.\n\nMessage-ID: <ours@prichal.example>\n",
)
_server(
    "sendmail of old",
    "5.1.1",
    "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: User unknown",
    "The original message was received at Thu, 29 Apr 2026 23:34:45 +0900\nfrom localhost [127.0.0.1]\n\n"
    "   ----- The following addresses had permanent fatal errors -----\n<vera@shop.example>\n\n   ----- Transcript of "
    "session follows -----\n... while talking to mx.shop.example.:\n>>> RCPT To:<vera@shop.example>\n<<< 550 5.1.1 "
    "User unknown\n",
)
_server(
    "exchange, in German",
    "5.1.1",
    "From: Systemadministrator <postmaster@shop.example>\nSubject: Unzustellbar: Ihre Anfrage\nContent-Language: de-DE",
    "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\nvera@shop.example\n\n"
    "Diagnoseinformationen für Administratoren:\n\nGenerierender Server: mx.shop.example\n\nvera@shop.example\n"
    "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n",
)
_server(
    "exchange, in Russian",
    "5.2.2",
    "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@shop.example>\n"
    "Subject: =?utf-8?B?0J3QtSDQtNC+0YHRgtCw0LLQu9C10L3Qvjog0KHRh9GR0YI=?=",
    "Не удалось доставить сообщение следующим получателям:\n\nvera@shop.example\n\nСлужебные сведения для "
    "администраторов:\n\nvera@shop.example\nRemote Server returned '550 5.2.2 STOREDRV; mailbox full'\n",
)
_server(
    "gmail",
    "5.1.1",
    "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: vera@gmail.com\n"
    "Subject: Delivery Status Notification (Failure)",
    "Address not found\n\nYour message wasn't delivered to vera@gmail.com because the address couldn't be found.\n\n"
    "The response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not exist.\n",
)
_server(
    "mail.ru",
    "",
    "From: mailer-daemon@corp.mail.ru\nX-Failed-Recipients: vera@mail.ru\nSubject: Mail failure.",
    "This message was created automatically by mail delivery software.\n\nA message "
    "that you sent could not be delivered"
    " to one or more of its\nrecipients. The following address(es) failed:\n\n  vera@mail.ru\n    access was blocked\n",
)
_server(
    "yandex",
    "5.7.1",
    "From: mailer-daemon@yandex.ru\nSubject: "
    "=?utf-8?B?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=",
    "Это письмо отправлено почтовым сервером yandex.ru.\n\nК сожалению, мы вынуждены "
    "сообщить Вам о том, что Ваше письмо "
    "не может\nбыть отправлено одному или нескольким адресатам.\n\n<vera@shop.example>: host mx.shop.example said: "
    "550 5.7.1 Spam detected\n",
)
_server(
    "domino",
    "5.1.1",
    "From: Postmaster@shop.example\nSubject: DELIVERY FAILURE: User vera not listed in Domino Directory",
    "Your message\n\n  Subject: Test\n\nwas not delivered to:\n\n  vera@shop.example\n\nbecause:\n\n  User vera "
    "(vera@shop.example) not listed in Domino Directory\n",
)
_server(
    "imail",
    "5.1.1",
    "From: Postmaster@shop.example\nX-Mailer: <SMTP32 v8.22>\nSubject: Undeliverable Mail",
    "Unknown user: vera@shop.example\n\nOriginal message follows.\n\nMessage-ID: <ours@prichal.example>\n",
)
_server(
    "courier",
    "5.1.1",
    'From: "Courier mail server at mx.example" <@>\nReturn-Path: <>\nSubject: NOTICE: mail delivery status.',
    "This is a delivery status notification from mx.example,\nrunning the Courier mail server.\n\n"
    "UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<vera@shop.example>:\n"
    "     <<< 550 5.1.1 <vera@shop.example>... User Unknown\n",
)
_server(
    "amazon ses",
    "5.1.1",
    "From: MAILER-DAEMON@eu-west-1.amazonses.com\nSubject: Delivery Status Notification (Failure)\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    "--B\nContent-Type: text/plain\n\nAn error occurred while trying to deliver the mail to the following recipients:\n"
    "vera@shop.example\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a8-1.smtp-out.amazonses.com"
    "\n\nAction: failed\nFinal-Recipient: rfc822; vera@shop.example\nDiagnostic-Code: smtp; 550 5.1.1\n"
    " <vera@shop.example>: user unknown\nStatus: 5.0.0\n\n--B\nContent-Type: message/rfc822\n\n"
    "Message-ID: <ours@prichal.example>\nSubject: hi\n\nhi\n--B--\n",
)
_server(
    "m-filter",
    "5.1.1",
    "From: m-filter@shop.example\nReturn-Path: <>\nX-Mailer: m-FILTER\nSubject: failure notice",
    "このメールは「m-FILTER」が自動的に生成して送信しています。\n以下のメールアドレスへの送信に失敗しました。\nvera@shop.example\n\n"
    "-------server message\n550 5.1.1 unknown user <vera@shop.example>\n\n-------SMTP command\nDATA\n",
)
_server(
    "qq",
    "",
    "From: PostMaster@qq.com\nSubject: =?utf-8?B?5p2l6IeqcXEuY29t55qE6YCA5L+h?=",
    "抱歉，你的邮件被退回来了\n\n无法发送到 vera@qq.com\n\n退信原因: 收件人邮件地址不存在\n",
)

PEOPLE: dict[str, bytes] = {
    "asks about a bounce": "From: Вера <vera@shop.example>\nSubject: Undelivered Mail Returned to Sender\n\n"
    "Здравствуйте, почему пришло такое?\n\n> This is the mail system at host mx.example.\n> 550 5.1.1 User unknown\n"
    "> Final-Recipient: rfc822; a@b.example\n".encode(),
    "forwards a bounce": b"From: vera@shop.example\nSubject: Fwd: Mail delivery failed: returning message to sender\n"
    b"\nThis message was created automatically by mail delivery software.\nA message that you sent could not be "
    b"delivered: 550 5.1.1\n",
    "signs as an administrator": "From: Системный администратор <admin@shop.example>\nSubject: Не доставлена почта\n\n"
    "Не удалось доставить письмо клиенту: 550 5.1.1 user unknown, помогите\n".encode(),
    "is away": "From: vera@shop.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Автоматический ответ: "
    "Счёт\n\nМеня нет до 5 августа, тел. 555-12-34. Your message was not delivered to anybody else.\n".encode(),
    "a watchdog warns": b"From: nagios@shop.example\nAuto-Submitted: auto-generated\nSubject: Delivery "
    b"failed on node4\n\n"
    b"Mail delivery failed, queue is full: 550 5.1.1\n",
}
"""What must stay letters."""
