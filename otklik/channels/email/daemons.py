"""The words by which mail servers tell that a letter came back, in their languages (research: mail, §3.3).

Each server words it in its own way and few of them follow RFC 3464; what they have in common is a sender that is a
program, a subject out of a short list, and sentences that people do not write.
"""

import re


def _one_of(words: str, *, before: str = "", after: str = "") -> re.Pattern[str]:
    """A rule that any of several words fits, written over several lines."""
    inside = "|".join(line.strip() for line in words.strip().splitlines())
    return re.compile(f"{before}(?:{inside}){after}", re.IGNORECASE | re.MULTILINE)


DAEMON_ADDRESS = _one_of(
    r"""
    mailer[-_.]?daemon|mail[-_.]?daemon|post[-_.]?master|postmaster[-_.\w]*|mailerdaemon|mail-?delivery|mailsystem
    mail-?system|bounces?|bounce-notification|delivery-?status|virusalert|microsoftexchange[0-9a-f]{8,40}|tmail|mmdf
    nullmailer|qmail|mdaemon|mail-?robot|ndr|mail-?gateway
    """,
    before="^",
    after=r"([+=\-_.].*)?(@|$)",
)
DAEMON_NAME = _one_of(
    r"""
    mail(er)?[- ]?daemon|mail deliver[y]? ?(sub)?(system|service|agent)|mail delivery|post ?master|mail ?system
    mail admin(istrator)?|system attendant|internet mail delivery|courier mail server|transmail|interscan
    content[- ]filter|mail gateway|delivery (agent|subsystem|system|notification)|message transfer (agent|system)
    mail transfer system|почтовая система|служба доставки|notes router|e-?mail router|mimesweeper|mailmarshal
    почтовый робот|почтовая служба|поштова система|служба доставки|mailzustellung|postmaster-daemon
    """
)
TITLE = _one_of(
    r"""
    system ?administrator|microsoft outlook\b|системный администратор|администратор системы|mail server
    системний адміністратор|administrador do sistema|administrador del sistema|administrateur syst
    amministratore di sistema
    """
)
"""Some servers sign so, and so do people: it needs another sign beside it."""
MAILERS = re.compile(
    r"^(<?smtp32 v|m-filter|surfcontrol|mailmarshal|novell groupwise internet agent|mdaemon)", re.IGNORECASE
)
SUBJECT = _one_of(
    r"""
    \[?(bounce|ndn|ndr)\]?\b|undeliver|un-?delivered|undelivrable|returned?( to sender)?[: ]
    return(ed|ing)? (e-?mail|message|mail)|failure[- ](notice|delivery)|failed delivery
    fail(ed|ure) (delivery|to deliver|notice)
    delivery[- ](fail|status|notification|report|problem|error|delay|incomplete|unsuccessful|has failed)
    delivery of (your )?(message|mail|e-mail)
    deliver (fail|error)|nondeliverable|non[- ]?deliver|not deliver|could ?n.t (be )?deliver|cannot be deliver
    mail (delivery|system error|failure|could not|not delivered|returned|undeliver|status report|error|transaction)
    (mail|message|e-?mail) (expired|blocked|rejected|not sent|returned|undeliverable)|(can.?t|cannot|unable to) deliver
    (письмо|сообщение) (не )?(может|могло|было|вернулось|возвращено|отклонено)|ваше (письмо|сообщение) не
    ваш лист не|лист не (може|доставлен|було)|повідомлення не|αποτυχία παράδοσης|μη παραδ|error en la entrega
    recapito non|bezorging (is )?mislukt|leverans misslyckades|levering mislykkedes|kan ikke leveres
    thư không|gagal (dikirim|mengirim)|tidak terkirim|לא נמסר|تعذر تسليم|لم يتم تسليم
    user unknown|unknown user|unknown address|invalid (recipient|address)|bounced? (mail|message|e-?mail)|rejected:
    blocked:|error (sending|delivering|in forwarding)|there (was|were) .{0,12}error.{0,8} sending
    (there was an )?error sending your mail|considered unsolicited|mailbox (full|is full)|over ?quota|quota exceeded
    nachricht (nicht|konnte)|unzustellbar|zustell|nicht zugestellt|rückläufer|non ?remis|non[_ ]remis|échec|echec
    message non|non distribu|courrier non|avis de non|no se (puede|ha podido|pudo)|no entrega|error (de|en el) env
    devuel|mensaje (no|devuel)|correo (no|devuel)|non recapit|mancat[ao] (consegna|recapito)
    errore (di|nella) consegna|impossibile (consegn|recapit)|onbestel|niet (be|af)
    não (foi )?(é possível )?(entreg|possível)|nao (foi )?entreg|falha|mensagem devolvida|devolvid|niedostarcz
    nie ?dor[ęe]cz|zwrot|nedoru|doručení|doruceni|kézbesíthet|nelivr|kan (inte|ikke) lever|går inte att leverera
    oleverer|ei voi toimittaa|toimit|teslim edil|iletilem|недоставлен|не доставлен|доставк[аи] (не|сообщ|письм)
    не удалось доставить|невозможно доставить|ошибка (доставки|при доставке|отправки)|не вдалося доставити
    не може бути доставлен|(письмо|сообщение|почта) (не|возвращ)|возврат (почт|письм|сообщ)
    уведомление о (состоянии|недоставк|доставке)|задержка доставки|退信|系统退信|未送达|无法(送达|投递)|未传递
    無法傳遞|郵件(傳送|遞送)|配信(不能|エラー|できま)|送信(エラー|できま|不能)|メール(を|が)?(送信|配信|送れ)
    メッセージを配信|不達|宛先|エラーメール|배달|반송|전송 실패
    """,
    before=r"^\W*",
)
SENTENCE = _one_of(
    r"""
    undeliver|(could |can)?not (be )?deliver|delayed|frozen|bounced?|returned|rejected|refused|failed
    delivery (fail|delay|status|problem|error)
    """,
    before=r"退信|退回|^\W*(e-?mail|your|messages?|notification|notice|warning|error|mail|automatic|smtp|important)\b.{0,60}\b",
)
"""Subjects that say it in a sentence."""
WORDS = _one_of(
    r"""
    this (message|mail|report) was (created|generated) automatically by|could not be delivered
    (was|were|has been|have been|is|be) (not |un)(able to (be )?)?deliver|not (been )?(successfully )?delivered to
    (unable|failed|impossible|not possible|not able|attempts?) to deliver|undeliverable|hi\. this is the
    this is the (qmail|mail (system|delivery|transport))
    i.m (sorry|afraid)( to have to inform you|,? (i was|we were))
    delivery (to the following|to these|has failed|failed|of your|attempt|notification|status|unsuccessful|report)
    delivery has been delayed
    did not reach the following|following (address|recipient|error|user)|permanent (fatal )?error|fatal error
    does not like recipient|giving up on|remote host said
    (user|address|account|recipient|mailbox|host|domain)( name| address)? (is )?(unknown|not (found|known|exist))
    (user|address|account|recipient|mailbox)( address)? (is )?(does ?n.t|unavailable|disabled|rejected|full|over ?quota)
    (unknown|invalid|no such|bad|nonexistent|rejected) (user|address|recipient|mailbox|host|domain|account|local)
    unrout(e?)able (address|domain|mail)|(invalid|unknown) destination
    (mail|disk|over) ?quota|quota exceed|mailbox (is )?full|no mailbox here
    deliver(y|ing) (your )?(mail|message|e-?mail)|returned (to sender|mail|message)
    (message|mail) (has been |was |is )?(frozen|returned|rejected|blocked|delayed|refused)
    will (be retried|keep trying|continue)|not yet been delivered|transcript of session|(was|were) rejected
    diagnostic information for administrators|smtp error|error (from|sending)|generating server|the original message
    message follows|reason for the failure|konnte nicht (zugestellt|übermittelt)|nicht zugestellt|empfänger
    could ?n.t be (delivered|reached)|was ?n.t (delivered|able to deliver)|(has|have) ?n.t been delivered
    delivery (to the )?following|cannot be reached|could not be reached|did not reach (some|all|any)
    error en la entrega|recapito non riuscito|bezorging .{0,60}mislukt|det gick inte att leverera|kunne ikke levere
    ei voitu toimittaa|nu a putut fi livrat|nem (sikerült )?kézbesíth|nebyl[ao]? (možné )?doruč|nemohl[ao]? být doruč
    nie (mogła|można|została|zostało) (zostać )?(dostarcz|doręcz)|teslim edil[ei]m|iletilemedi|δεν παραδόθηκε
    δεν ήταν δυνατή η παράδοση|لم يتم تسليم|לא ניתן למסור|không thể gửi|tidak dapat (dikirim|terkirim)
    n.a pas pu être|n.ont pas pu|échec de la remise|no se (pudo|ha podido|puede)
    non (è stato|può essere|è possibile)|não (pôde|foi possível|pode)
    не (было|был|может быть|удалось|возможно|могло быть) ?(быть )?достав|не доставлен|недоставл|невозможно доставить
    не удалось доставить|доставка .{0,40}(невозможна|не удалась)|не вдалося доставити|не може бути доставлен
    не существует|ошибка при доставке|вернулось|не может быть отправлено|доставка .{0,60}невозможна
    сбой доставки|попытк[аи] доставки|не вдалося надіслати|переполнен|доставить .{0,60}не удалось
    退信|无法|送信できません|配信できません|配信されません|送れません
    届きません|見つかりません|エラーメッセージ|존재하지
    """
)
CODE_LINE = re.compile(
    r"(^|[\s:>(\"'#\[-])(421|45[0-5]|471|50[0-4]|51[0-7]|52[1-9]|530|535|541|55[0-6]|57[0-2])"
    r"([ -]+#?[45]\.\d{1,3}\.\d{1,3}|[ -]+[^\d\s].{3,}|$)|\b[45]\.[0-7]\.\d{1,3}\b",
    re.MULTILINE,
)
FIELDS = re.compile(
    r"^\s{0,4}(final-recipient|original-recipient|diagnostic-code|reporting-mta)\s?:", re.IGNORECASE | re.MULTILINE
)
RETURNED = _one_of(
    r"""
    -{2,}.{0,60}(below this line|copy of|original (message|mail|header)|returned|message header|unsent).{0,80}
    (the |your )?original message( header)?s?( follows?| was| headers?:|:|\.)?.{0,20}
    -{3,} (undelivered|start of).{0,60}|message (headers?|follows):?|received: (from|by) .+|return-path: ?<.+
    en-t.tes de message d'origine.{0,3}|ursprüngliche nachricht.{0,10}|исходные заголовки.{0,20}|оригинальн.{0,60}:
    content-type: message/rfc822.{0,20}
    """,
    before=r"^[ \t>]*",
    after="$",
)
"""Where the letter that comes back begins."""
ANSWER = re.compile(r"^\W*(re|fwd?|fw|aw|wg|sv|tr|rv|vs|отв|ответ|пересл|на|ha)(\[\d+\])?\s?:", re.IGNORECASE)
DELAY = _one_of(
    r"""
    delay|will (be retried|keep trying|continue|try)|not yet been delivered|has not been delivered yet
    still being retried|warning: (could not|message)|temporar(y|ily) (fail|defer)|you do not need to resend
    no action is required|задерж|повторит|будет продолж|still trying|verzögert|retardé|retard de|demorad|ritard
    """
)
EXPIRED = re.compile(r"gave up|giving up|too long|expired|retry timeout exceeded|permanent", re.IGNORECASE)
MEANINGS = (
    (
        "5.1.1",
        _one_of(
            r"""
            (user|address|recipient|mailbox|account|local part|userid)s?( name| address)? ?\S{0,60} (is |was )?unknown
            (user|address|recipient|mailbox|account)s?( address)? ?\S{0,60} (is )?not (found|known|exist|listed|valid)
            (user|address|recipient|mailbox|account)s?( address)? ?\S{0,60} (is )?(does ?n.t exist|does not exist)
            (unknown|invalid|no such|bad|nonexistent) (local )?(user|recipient|mailbox|account|address|person|e-?mail)
            (recipient|mailbox|address) \S{0,60}(is )?unavailable|invalid final delivery userid|unknown local
            no mailbox here|not a valid (user|mailbox|recipient)|not listed in|user not found
            does ?n.t have an? .{0,40}account|does not like recipient|recipnotfound|не существует|не найден|нет такого
            не зарегистр
            """
        ),
    ),
    ("5.4.6", _one_of(r"mail (forwarding )?loop|routing loop|too many hops|(maximum )?hop count exceeded|зациклив")),
    (
        "5.2.2",
        _one_of(
            r"""
            (mailbox|mail box|inbox|quota|account|user|storage).{0,40}(full|exceed|over its quota)|over ?quota
            quota exceed|disk quota|(ящик|почтовый ящик).{0,20}(переполнен|заполнен)
            """
        ),
    ),
    (
        "5.1.2",
        _one_of(
            r"""
            (host|domain|dns|name service)( name)?.{0,40}(not found|unknown|non-?existent|does not exist|lookup fail)
            unknown (host|domain)|unrouteable|unroutable|could ?n.t find any host|no such domain|all relevant mx records
            """
        ),
    ),
    (
        "5.3.4",
        _one_of(
            r"""
            message (size )?.{0,30}(too big|exceed)|size (limit )?exceed|too large|exceeds? .{0,20}(maximum|size)
            """
        ),
    ),
    (
        "5.2.1",
        _one_of(
            r"""
            (account|mailbox|user|address).{0,30}(disabled|inactive|suspended|blocked|deactivated|not active)
            """
        ),
    ),
    (
        "4.4.1",
        _one_of(
            r"""
            connection (refused|timed out|timeout)|no answer from host|could not connect|smtp connection failed
            wasn.t able to establish|host is unreachable|not responding
            """
        ),
    ),
    (
        "4.4.7",
        _one_of(
            r"""
            (retry|delivery) (timeout|time) (exceeded|expired)|too long|message expired|queue\.expired
            was not delivered within
            """
        ),
    ),
    (
        "5.7.1",
        _one_of(
            r"""
            spam|blacklist|block ?list|denied|rejected|refused|policy|not (allowed|permitted|authorized)|blocked
            """
        ),
    ),
)
"""What servers that give no code (RFC 3463) say in words; the first that fits."""
ABSENT = _one_of(
    r"""
    автоматический ответ|автоответ(чик)?|вне офиса|я в отпуске|нахожусь в отпуске|автоматична відповідь|автовідповідь
    поза офісом|я у відпустці|out[- ]of[- ](the[- ])?office|ooo|automatic (reply|response)
    auto(mated|matic)?[- ]?(reply|response|responder|answer)|(i am )?(on|away on) vacation|vacation (reply|notice)
    abwesenheit\w*|abwesend|automatische antwort|réponse automatique|message d.absence|absence du bureau
    respuesta automática|fuera de la oficina|risposta automatica|fuori (sede|ufficio)|resposta automática
    fora do escritório|automatisch antwoord|afwezigheid\w*|autosvar|automatiskt svar|automaattinen vastaus
    automatyczna odpowiedź|automatická odpověď|自動応答|自动回复|自動返信
    """,
    before=r"^\W*((re|fwd?|отв|ответ)\s*:\s*)?\W*",
    after=r"\W*(auto\w*\W*)?(:|$|-|–|—|\(|re\b|на\b|from\b|until\b|till\b|с \d|до \d)",
)
"""Subjects of letters that are sent instead of somebody who is away; in full, since people write of such things too."""
FEEDBACK = re.compile(
    r"^\W*(fw: )?(e-?mail feedback report|complaint about message|abuse report|feedback loop)", re.IGNORECASE
)
FEEDBACK_SENDER = re.compile(
    r"^(staff@hotmail|fbl|feedback|scomp|abuse|complaints?|postmaster)[-_.+\w]*(@|$)", re.IGNORECASE
)
"""Complaints of providers that do not follow RFC 5965."""
