"""How mail programs of many languages write answers and forwards: what the tests of quotes are made of."""

from collections.abc import Iterator

NEW = "Thank you, that works now.\n\nOne more thing: when does the invoice come?"
OLD = ["Please try the new password.", "", "The server was restarted at noon, all sites answer.", "Anna"]

WROTE = {  # attributions of Gmail, Apple Mail, Thunderbird and others
    "en": [
        "On Mon, Jan 5, 2026 at 3:04 PM Bob Smith <bob@x.com> wrote:",
        "On Mon, Jan 5, 2026 at 3:04 PM Bob Smith <\nbob.the.builder.of.houses@x.com> wrote:",
        "On 5 Jan 2026, at 15:04, Bob Smith <bob@x.com> wrote:",
        "On Jan 5, 2026, at 3:04 PM, Bob Smith <bob@x.com> wrote:",
        "On 1/5/26 3:04 PM, Bob Smith wrote:",
        "On 2026-01-05 15:04, Bob Smith wrote:",
        "On Monday, January 5, 2026 3:04:05 PM CET Bob Smith wrote:",
        "On Monday, 5 January 2026 at 15:04, Bob Smith <bob@x.com> wrote:",
        "On Mon, 2026-01-05 at 15:04 +0530, Bob Smith wrote:",
        "On Monday, January 5th, 2026 at 3:04 PM, Bob Smith <bob@x.com> wrote:",
        "Bob Smith <bob@x.com> wrote on Mon, 5 Jan 2026 15:04:",
        "2026-01-05 15:04 GMT+01:00 Bob Smith <bob@x.com>:",
        "Bob Smith wrote on 1/5/2026 3:04 PM:",
    ],
    "ru": [
        "пн, 5 янв. 2026 г. в 15:04, Иван Петров <i@x.ru>:",
        "вт, 6 янв. 2026 г. в 10:04, Иван Петров <i@x.ru> написал(а):",
        "5 янв. 2026 г., в 09:43, Клиент <c@x.ru> написал(а):",
        "05.01.2026 14:32, Иван Иванов пишет:",
        "Понедельник, 5 января 2026, 15:04 +03:00 от Иван <i@x.ru>:",
        '05.01.2026, 14:41, "Иван" <i@x.ru>:',
        '20 окт. 2016 г. 19:37 пользователь "R" <r@x.org> написал:',
        "Понедельник, 5 января 2026 г. в 15:04, Иван <i@x.ru> писал(а):",
    ],
    "uk": [
        "пн, 5 січ. 2026 р. о 15:04 Іван <i@x.ua> пише:",
        "5 січ. 2026 р. о 15:04 Іван <i@x.ua> написав(-ла):",
        "05.01.26 15:04, Іван Іваненко пише:",
    ],
    "de": [
        "Am Mo., 5. Jan. 2026 um 15:04 Uhr schrieb Max Muster <max@x.de>:",
        "Am 05.01.2026 um 15:04 schrieb Max Muster:",
        "Am 05.01.2026 um 15:04 schrieb Max Muster <max@x.de>:",
        "Am 5. Januar 2026 15:04:05 MEZ schrieb Max Muster <max@x.de>:",
        "Max Muster <max@x.de> schrieb am Mo., 5. Jan. 2026, 15:04:",
    ],
    "fr": [
        "Le lun. 5 janv. 2026 à 15:04, Marie Durand <m@x.fr> a écrit :",
        "Le 5 janv. 2026 à 15:04, Marie Durand <m@x.fr> a écrit :",
        "Le 05/01/2026 à 15:04, Marie Durand a écrit :",
        "Le lundi 5 janvier 2026 à 15:04:05 UTC+1, Marie Durand <m@x.fr> a écrit :",
    ],
    "es": [
        "El lun, 5 ene 2026 a las 15:04, Juan Pérez (<j@x.es>) escribió:",
        "El 5 ene 2026, a las 15:04, Juan Pérez <j@x.es> escribió:",
        "El 05/01/2026 a las 15:04, Juan Pérez escribió:",
    ],
    "pt": [
        "Em seg., 5 de jan. de 2026 às 15:04, João Silva <j@x.pt> escreveu:",
        "João Silva <j@x.pt> escreveu no dia segunda, 5/01/2026 à(s) 15:04:",
        "Em 05/01/2026 15:04, João Silva escreveu:",
    ],
    "it": [
        "Il giorno lun 5 gen 2026 alle ore 15:04 Mario Rossi <m@x.it> ha scritto:",
        "Il giorno 5 gen 2026, alle ore 15:04, Mario Rossi <m@x.it> ha scritto:",
        "Il 05/01/2026 15:04, Mario Rossi ha scritto:",
    ],
    "nl": [
        "Op ma 5 jan. 2026 om 15:04 schreef Jan Jansen <j@x.nl>:",
        "Op 5 jan. 2026, om 15:04 heeft Jan Jansen <j@x.nl> het volgende geschreven:",
        "Op 05-01-2026 om 15:04 schreef Jan Jansen:",
    ],
    "sv": [
        "Den mån 5 jan. 2026 kl 15:04 skrev Sven Svensson <s@x.se>:",
        "5 jan. 2026 kl. 15:04 skrev Sven Svensson <s@x.se>:",
        "Den 2026-01-05 kl. 15:04, skrev Sven Svensson:",
    ],
    "da": [
        "Den man. 5. jan. 2026 kl. 15.04 skrev Jens Hansen <j@x.dk>:",
        "Den 5. jan. 2026 kl. 15.04 skrev Jens <j@x.dk>:",
    ],
    "no": ["man. 5. jan. 2026 kl. 15:04 skrev Ola Nordmann <o@x.no>:", "5. jan. 2026 kl. 15:04 skrev Ola <o@x.no>:"],
    "fi": [
        "ma 5. tammik. 2026 klo 15.04 Matti Virtanen (m@x.fi) kirjoitti:",
        "Matti <m@x.fi> kirjoitti 5.1.2026 kello 15.04:",
    ],
    "pl": [
        "pon., 5 sty 2026 o 15:04 Jan Kowalski <j@x.pl> napisał(a):",
        "W dniu 05.01.2026 o 15:04, Jan Kowalski pisze:",
        "Dnia 5 stycznia 2026 15:04 Jan Kowalski <j@x.pl> napisał(a):",
    ],
    "cs": [
        "po 5. 1. 2026 v 15:04 odesílatel Jan Novák <j@x.cz> napsal:",
        "Dne 05. 01. 26 v 15:04 Jan Novák napsal(a):",
    ],
    "tr": [
        "Bob Demir <b@x.tr>, 5 Oca 2026 Pzt, 15:04 tarihinde şunu yazdı:",
        "5 Oca 2026 15:04 tarihinde Bob Demir <b@x.tr> yazdı:",
    ],
    "ja": ["2026年1月5日(月) 15:04 山田太郎 <y@x.jp>:", "2026/01/05 15:04、山田太郎 <y@x.jp>のメール:"],
    "zh": ["张三 <z@x.cn> 于2026年1月5日周一 15:04写道：", "在 2026年1月5日，下午3:04，张三 <z@x.cn> 写道："],
    "ko": ["2026년 1월 5일 (월) 오후 3:04, 김철수 <k@x.kr>님이 작성:"],
    "hu": ["Kovács <k@x.hu> ezt írta (időpont: 2026. jan. 5., H, 15:04):"],
    "ro": ["În lun., 5 ian. 2026 la 15:04, Ion Popescu <i@x.ro> a scris:"],
}
HEADS = {  # Outlook: From, Sent, To, Subject; the date as that language writes it
    "en": ("From", "Sent", "To", "Subject", "Monday, January 5, 2026 3:04 PM"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "5 января 2026 г. 15:04"),
    "uk": ("Від", "Надіслано", "Кому", "Тема", "5 січня 2026 р. 15:04"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 5. Januar 2026 15:04"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 5 janvier 2026 15:04"),
    "es": ("De", "Enviado el", "Para", "Asunto", "lunes, 5 de enero de 2026 15:04"),
    "pt": ("De", "Enviada em", "Para", "Assunto", "segunda-feira, 5 de janeiro de 2026 15:04"),
    "it": ("Da", "Inviato", "A", "Oggetto", "lunedì 5 gennaio 2026 15:04"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "maandag 5 januari 2026 15:04"),
    "sv": ("Från", "Skickat", "Till", "Ämne", "den 5 januari 2026 15:04"),
    "da": ("Fra", "Sendt", "Til", "Emne", "5. januar 2026 15:04"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe", "maanantai 5. tammikuuta 2026 15.04"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "poniedziałek, 5 stycznia 2026 15:04"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět", "pondělí 5. ledna 2026 15:04"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu", "5 Ocak 2026 Pazartesi 15:04"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy", "2026. január 5., hétfő 15:04"),
    "ja": ("差出人", "送信日時", "宛先", "件名", "2026年1月5日 15:04"),
    "zh": ("发件人", "发送时间", "收件人", "主题", "2026年1月5日 15:04"),
    "ko": ("보낸 사람", "날짜", "받는 사람", "제목", "2026년 1월 5일 15:04"),
}
ORIGINAL = {
    "en": "-----Original Message-----",
    "en, Samsung": "-------- Original message --------",
    "ru": "-----Исходное сообщение-----",
    "ru, phone": "-------- Исходное сообщение --------",
    "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d'origine-----",
    "es": "-------- Mensaje original --------",
    "pt": "-----Mensagem original-----",
    "it": "----- Messaggio originale -----",
    "nl": "-----Oorspronkelijk bericht-----",
    "sv": "-------- Originalmeddelande --------",
    "da": "-----Oprindelig meddelelse-----",
    "no": "-----Opprinnelig melding-----",
    "fi": "-----Alkuperäinen viesti-----",
    "pl": "-----Wiadomość oryginalna-----",
    "cs": "-----Původní zpráva-----",
    "tr": "-----Özgün İleti-----",
    "zh": "------------------ 原始邮件 ------------------",
    "ja": "-----元のメッセージ-----",
}
FORWARDS = [
    "---------- Forwarded message ---------",
    "-------- Forwarded Message --------",
    "----- Forwarded Message -----",
    "Begin forwarded message:",
    "----- Forwarded by Bob Smith/Acme on 01/05/2026 03:04 PM -----",
    "---------- Пересылаемое сообщение ---------",
    "-------- Перенаправленное сообщение --------",
    "-------- Пересылаемое сообщение --------",
    "Начало переадресованного сообщения:",
    "---------- Пересланное сообщение ----------",
    "---------- Переслане повідомлення ---------",
    "Початок листа, що пересилається:",
    "-------- Weitergeleitete Nachricht --------",
    "Anfang der weitergeleiteten Nachricht:",
    "---------- Message transféré ---------",
    "Début du message réexpédié :",
    "---------- Mensaje reenviado ---------",
    "Inicio del mensaje reenviado:",
    "---------- Mensagem encaminhada ---------",
    "Início da mensagem reencaminhada:",
    "---------- Messaggio inoltrato ---------",
    "Inizio messaggio inoltrato:",
    "-------- Doorgestuurd bericht --------",
    "Begin doorgestuurd bericht:",
    "-------- Vidarebefordrat meddelande --------",
    "Vidarebefordrat brev:",
    "---------- Videresendt besked ---------",
    "Start på videresendt besked:",
    "---------- Videresendt melding ---------",
    "Videresendt melding:",
    "---------- Välitetty viesti ---------",
    "Välitetty viesti alkaa:",
    "---------- Przekazana wiadomość ---------",
    "Początek przekazywanej wiadomości:",
    "---------- Přeposlaná zpráva ---------",
    "Začátek přeposílané zprávy:",
    "Začiatok preposlanej správy:",
    "---------- İletilmiş mesaj ---------".replace("İletilmiş", "İletilen"),
    "İleti başlangıcı (iletilen):".replace("İleti başlangıcı (iletilen)", "İletilen mesajın başlangıcı"),
    "-------- Továbbított üzenet --------",
    "Továbbított levél kezdete:",
    "---------- Mesaj redirecționat ---------",
    "Početak proslijeđene poruke:",
    "---------- 转发的邮件 ---------",
    "-------- 転送されたメッセージ --------",
    "---------- 전달된 메일 ---------",
]
TAILS = [
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail on Android",
    "Get Outlook for iOS",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail",
    "Отправлено из мобильной Яндекс Почты",
    "Получить Outlook для Android",
    "Надіслано з iPhone",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX iPhone App",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon smartphone Samsung Galaxy.",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "iPhone'umdan gönderildi",
    "iPhoneから送信",
    "发自我的iPhone",
    "나의 iPhone에서 보냄",
]


def head(language: str) -> str:
    sender, sent, to, subject, date = HEADS[language]
    return f"{sender}: Anna <anna@y.com>\n{sent}: {date}\n{to}: Bob <bob@x.com>\n{subject}: The server is down"


def replies() -> Iterator[tuple[str, str]]:
    """Names and bodies of answers; of each only `NEW` is new."""
    marked = "\n".join(f"> {line}".rstrip() for line in OLD)
    bare = "\n".join(OLD)
    for language, attributions in WROTE.items():
        for number, said in enumerate(attributions):
            yield f"{language} {number} marked", f"{NEW}\n\n{said}\n\n{marked}\n"
            yield f"{language} {number} at once", f"{NEW}\n\n{said}\n{marked}\n"
            yield f"{language} {number} marked too", f"{NEW}\n\n> {said}\n{marked}\n".replace("\n> \n", "\n>\n")
            if "<" in said and "\n" not in said:
                yield f"{language} {number} unmarked", f"{NEW}\n\n{said}\n\n{bare}\n"
    for language in HEADS:
        yield f"{language} head", f"{NEW}\n\n{head(language)}\n\n{bare}\n"
        yield f"{language} head and rule", f"{NEW}\n\n{'_' * 32}\n{head(language)}\n\n{bare}\n"
        yield (
            f"{language} bold head",
            f"{NEW}\n\n*" + head(language).replace(": ", ":* ").replace("\n", "\n*") + f"\n\n{bare}\n",
        )
    for language, banner in ORIGINAL.items():
        base = language.split(",")[0]
        yield f"{language} original", f"{NEW}\n\n{banner}\n{head(base if base in HEADS else 'da')}\n\n{bare}\n"
        yield f"{language} original alone", f"{NEW}\n\n{banner}\n\n{bare}\n"
    for tail in TAILS:
        yield f"tail {tail}", f"{NEW}\n\n{tail}\n"
        yield f"tail and quote {tail}", f"{NEW}\n\n{tail}\n\n{WROTE['en'][3]}\n\n{marked}\n"


def forwards() -> Iterator[tuple[str, str]]:
    """Names and bodies of forwards; all of them is new."""
    bare = "\n".join(OLD)
    for banner in FORWARDS:
        for language in ("en", "ru", "de", "fr"):
            yield f"{banner} {language}", f"{banner}\n\n{head(language)}\n\n{bare}"
            yield (
                f"{banner} {language} with words",
                f"Who takes this one, please?\n\n{banner}\n{head(language)}\n\n{bare}",
            )
    for language in HEADS:
        yield f"{language} bare head", f"\n\n{head(language)}\n\n{bare}"
        yield f"{language} tail and head", f"Get Outlook for iOS\n{'_' * 32}\n{head(language)}\n\n{bare}"
        yield f"{language} fyi", f"FYI\n\n{head(language)}\n\n{bare}"
