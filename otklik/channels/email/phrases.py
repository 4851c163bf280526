"""Words by which mail programs of many languages say that somebody else speaks: one table a kind (mail research §3.8).

They are pieces of regular expressions, each language on a line of its own. `styles` makes shapes of them.
"""

WEEKDAYS = (
    r"mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    r"пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье",
    r"нд|понеділок|вівторок|середа|четвер|п.ятниця|субота|неділя",
    r"mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag",
    r"lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    r"mi[eé]|jue|vie|s[aá]b|dom|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo",
    r"gio|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica",
    r"seg|ter|qua|qui|sex|(?:segunda|ter[cç]a|quarta|quinta|sexta)(?:-feira)?",
    r"ma|wo|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag",
    r"m[åa]n|tis|tirs?|ons|tors?|fre|l[öø]r|s[öø]n|m[åa]ndag|tisdag|tirsdag|onsdag|torsdag|fredag|l[öø]rdag|s[öø]ndag",
    r"ti|ke|to|pe|la|su|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai",
    r"pon|wt|śr|czw|pt|sob|niedz|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela",
    r"po|út|st|čt|pá|ne|pondělí|úterý|středa|čtvrtek|pátek|neděle|št|pi|pondelok|utorok|streda|štvrtok|piatok|nedeľa",
    r"pzt|sal|çar|per|cum|cmt|paz|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar",
    r"hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap|joi|vin|miercuri|marți|duminică",
)
MONTHS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    r"янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек",
    r"січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру",
    r"jän|mär|mai|okt|dez",
    r"janv|févr|fevr|mars|avr|juin|juil|août|aout|déc",
    r"ene|abr|ago|set|dic|gen|mag|giu|lug|ott|fev|out",
    r"mrt|mei|maj|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu",
    r"sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru",
    r"led|úno|bře|dub|kvě|čvn|čvc|čer|srp|zář|říj|pro|máj|júl|jún|júna",
    r"oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara",
    r"veebr|märts|aprill?|juuni|juuli|sept|okt|dets|febr|aug|nov|saus|vas|kov|bal|geg|birž|liep|rugp|rugs|spal|lapkr|gruod",
    r"ιαν|φεβ|μαρ|απρ|μαΐ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ|tháng|thg|феб|јан|јун|јул|авг|нов|дец|мај",
    r"ב?(?:ינו|פבר|מרץ|מרס|אפר|מאי|יונ|יול|אוג|ספט|אוק|נוב|דצמ)[׳']?",
    r"يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    r"ian|iul|iun|noi|márc|ápr|szept|velj|ožu|tra|svi|srp|kol|ruj|stu|sij",
)
SAID = (
    r"wrote|writes|sent|posted|said",
    r"написал(?:а|и|\(а\))?|пишет|писал(?:а|и|\(а\))?|сообщил(?:а|\(а\))?",
    r"пише|писав|писала|написав|написала|написа|напісаў",
    r"schrieb|geschrieben",
    r"a écrit|écrit|a ecrit",
    r"escribi[óo]|escreveu|va escriure",
    r"ha scritto|scrisse|a scris",
    r"schreef|geschreven",
    r"skrev|skreiv",
    r"kirjoitti|kirjutas",
    r"napisał(?:a|\(a\))?|pisze|napsal(?:a|\(a\))?|napísal(?:a|\(a\))?|je napisa[ol]|je napisala|napisa[ol](?:/la)?",
    r"yazdı|ezt írta|írta|έγραψε|raš[ėe]|rakstīja|menulis|đã viết|viết|كتب|כתב|تمت كتابة ما يلي",
    r"напиша|напісала|је написа[ол]|је написала|написао(?:/ла)?|je napísal|skrifaði",
)
SAID_GLUED = r"写道|寫道|写到|のメール|さんは書きました|님이 작성|작성|เขียนว่า"
"""Verbs of languages that put no space between words."""

LEADS = (
    r"on|at|in a message dated|am|le|el|el d[ií]a|il|il giorno|op|em|no dia|den|dne|dnia|w dniu|în|în data de|στις|на|"
    r"pada|vào|a|dana|v|u|ob|kuupäeval|ในวันที่|في|בתאריך|аўт|дана"
)
"""What stands before the date: On …, Am …, Le …."""

QUOTING = r"quoting|zitat von|zitiere|citando|citerar|citat från|citerer|cytat|цитирую|citation de|quoted from"

SENDER = (
    r"from|от|от кого|отправитель|від|від кого|відправник|von|absender|de|da|van|fra|od|odesílatel|od koho|från|"
    r"lähettäjä|kimden|gönderen|feladó|de la|expéditeur|remitente|mittente|remetente|afsender|avsändare|"
    r"saatja|nuo|מאת|من|từ|dari|จาก|шаље|od strane|"
    r"nadawca|от кого|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|από|от"
)
ADDRESSEE = (
    r"to|cc|bcc|кому|копия|копия \(cc\)|кому копия|копія|получатель|одержувач|an|kopie|kopie \(cc\)|à|copie à|para|"
    r"con copia a|a|per|per conoscenza|aan|til|till|kopia|kopi|vastaanottaja|kopio|do|do wiadomości|komu|kopie|kópia|"
    r"kime|bilgi|adresat|címzett|másolat|către|za|destinataire|destinatario|destinatário|modtager|mottagare|"
    r"adressaat|saaja|koopia|kam|kopija|prima|kp|прима|копија|до|копие|másolatot kap|κοιν\.?|κοινοποίηση|אל|עותק|"
    r"إلى|نسخة|đến|kepada|ถึง|สำเนา|dw|kime|收件人|收件者|抄送|副本|宛先|받는 사람|받는사람|참조|προς"
)
SENT = (
    r"sent|date|отправлено|дата|отправлен|дата отправки|надіслано|відправлено|gesendet|datum|envoyé|envoyé le|date|"
    r"enviado|enviado el|enviado em|enviada em|enviada|fecha|inviato|data|verzonden|dato|sendt|skickat|lähetetty|"
    r"päivämäärä|päiväys|pvm|wysłano|data|odesláno|odoslané|dátum|tarih|gönderildi|gönderme tarihi|elküldve|trimis|"
    r"saatmisaeg|saadetud|kuupäev|nosūtīts|datums|išsiųsta|изпратено|послато|датум|küldve|στάλθηκε|נשלח|תאריך|التاريخ|"
    r"تاريخ الإرسال|đã gửi|ngày|dikirim|tanggal|ส่ง|วันที่|"
    r"poslano|发送时间|发件时间|寄件日期|日期|送信日時|日時|日付|보낸 날짜|날짜|ημερομηνία"
)
SUBJECT = (
    r"subject|тема|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|otsikko|temat|předmět|predmet|"
    r"teema|temats|zadeva|naslov|наслов|относно|tema|נושא|الموضوع|chủ đề|subjek|perihal|เรื่อง|"
    r"konu|tárgy|subiect|主题|主旨|件名|제목|θέμα"
)
OTHERS = (
    r"reply-to|reply to|importance|важность|priority|organization|antwort an|répondre à|responder a|ответить|vastaa"
)

ORIGINAL = (
    r"original(?:e|nachricht|meddelande)?(?:[ -](?:message|mail|e-?mail|appointment|text|nachricht|melding|besked))?",
    r"исходное сообщение|оригинальное сообщение|первоначальное сообщение|исходное письмо|ответ на сообщение",
    r"вихідне повідомлення|оригінальне повідомлення|початкове повідомлення",
    r"ursprüngliche (?:nachricht|mail|e-mail)|originalnachricht",
    r"message d.origine|message original|courriel original|mail original",
    r"mensaje original|correo original|messaggio original[ei]|mensagem original|e-mail original|missatge original",
    r"oorspronkelijk(?:e)? (?:bericht|e-?mail)|origineel bericht",
    r"oprindelig (?:meddelelse|besked|mail)|original(?:t)? meddelande|ursprungligt meddelande",
    r"opprinnelig (?:melding|e-post)",
    r"alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|wiadomość pierwotna",
    r"původní (?:zpráva|e-mail)|pôvodná správa|izvorna poruka|originalna poruka|izvirno sporočilo",
    r"orijinal (?:mesaj|ileti|e-posta)|özgün ileti|eredeti üzenet|mesaj(?:ul)? original|mesaj inițial|αρχικό μήνυμα",
    r"оригинал(?:но|на|ьное) (?:съобщение|порука|пошта)|изходно съобщение|algne (?:teade|kiri|sõnum)",
    r"sākotnējais ziņojums",
    r"oriģinālais ziņojums|pradinis (?:pranešimas|laiškas)|originalus (?:pranešimas|laiškas)",
    r"הודעה מקורית|ההודעה המקורית",
    r"الرسالة الأصلية|رسالة أصلية|thư gốc|tin nhắn gốc|pesan asli|ข้อความ(?:ต้นฉบับ|เดิม)",
    r"原始邮件|原邮件|邮件原件|原始郵件|原始訊息|元のメッセージ|元のメール|원본 메시지|원본 이메일|reply message",
)
FORWARDED = (
    r"forward(?:ed|s)?\b|fwd\b",
    r"пересыл|пересил|пересл|переадрес|перенаправл",
    r"weitergeleite|transf[ée]r|r[ée]exp[ée]di|reenvi|reencaminha|encaminhad|inoltrat|readreç",
    r"doorgest|doorgezonden|vidarebefordra|videresend|videresen?dt|viderebrakt",
    r"välitet|edelleenlähet|lähetetty edelleen|przekaz(?:an|yw)|przesłan|przesyłan",
    r"přeposl|přeposíl|preposl|preposiel|proslije|prosljeđ|posredovan|továbbít|redirec[țt]ionat|retrimis",
    r"iletil|yönlendir|προωθ|препрат|прослеђен|проследен|edasi(?:saadetud|saatmine)|edastatud|pārsūt|persiųst|peradresuot",
    r"שהועבר|הועבר|מועבר|معاد توجيه|مُعاد توجيه|مُعادة التوجيه|المحوّلة|المعاد توجيه|chuyển tiếp|terusan|diteruskan|ส่งต่อ",
    r"转发|轉寄|轉發|转寄|転送|전달된|전달한",
)
TAILS = (
    r"отправлено (?:с|из|через|со|при помощи)\s.{0,40}?(?:[a-z]|мобил|устройств|телефон|планшет|почт|приложени|яндекс)",
    r"отправил(?:а|\(а\))? с\b|послано с\b|написано с\b",
    r"відправлено (?:з|із|через)\b|надіслано (?:з|із|через)\b",
    r"(?:получить|скачать|загрузить|отримати|завантажити) outlook (?:для|за)|скачать яндекс",
    r"sent (?:from|via|using|by|with) (?!the\b)|get outlook for|get the outlook app|sent securely from|composed on",
    r"von mein.{2,40}gesendet|gesendet (?:von|mit|über)\b|diese nachricht wurde von mein|outlook für (?:ios|android)",
    r"envoyé (?:de|depuis|à partir|avec)\b|obtenir outlook|télécharger outlook|t.l.charger outlook",
    r"enviado (?:desde|do|a partir|de mi|pelo|com)\b|enviada do|obtener outlook|obtenha o outlook|obter o outlook",
    r"inviato d(?:a|al|alla)\b|ottieni outlook|scarica outlook",
    r"verstuurd vanaf|verzonden vanaf|verzonden met|outlook voor (?:ios|android)|downloaden? outlook",
    r"skickat från|skickades från|sendt fra|hämta outlook|hent outlook|få outlook|send(?:t)? via",
    r"lähetetty .{2,30}(?:ista|ista|sta|lta|stä|ltä)\b|hanki outlook",
    r"wysłan[eoay] z\b|wysłane? ze?\b|pobierz (?:aplikację )?outlook|odesláno z\b|odoslané z\b|získat outlook",
    r".{2,30}(?:'den|'dan|’den|’dan|dan|den) gönderildi|.{2,30}cihazımdan gönderildi",
    r"ios için outlook|outlook.{0,12} edinin",
    r"iphone(?:から送信|で送信)|.{0,20}から送信|发自我的|发自|從我的.{1,20}(?:傳送|寄出)|傳送自",
    r"나의 .{1,20}에서 보냄|.{1,20}에서 보냄",
    r"holen sie sich outlook|laden sie outlook|hankige outlook|отримати outlook|instalirajte outlook|preuzmite outlook",
    r"obțineți outlook|az outlook .{2,20}letöltése|αποκτήστε το outlook|dapatkan outlook|tải outlook",
    r"saadetud minu|nosūtīts no|išsiųsta iš|изпратено от|послато са|poslano (?:iz|sa|s)\b|poslané z",
    r".{0,20}(?:ról|ről|ból|ből) küldve|נשלח מ|שודר מ|أ?ُ?أرسلت? من|أُرسلت من|تم الإرسال من|đã gửi từ|được gửi từ",
    r"dikirim dari|dikirim melalui|ส่งจาก|从.{1,20}(?:发送|寄出)|.{1,20}(?:版のメール|のメール)から送信",
    r"trimis (?:de pe|din|cu|prin)|elküldve a|küldve .{2,20}készülék|poslano s\b|στάλθηκε από",
)
ABOVE = (
    r"reply above this line|(?:type|write|enter) your (?:reply|response) above|"
    r"please (?:type|write).{0,20}above this line|"
    r"ответ(?:ьте|ы)? выше этой|введите (?:свой )?ответ выше|(?:пишите|напишите).{0,20}ответ.{0,20}выше этой|"
    r"відповідь вище ц|antworte(?:n sie)? (?:bitte )?(?:über|oberhalb) diese|répondre au-dessus de cette|"
    r"responder? (?:por )?(?:encima|arriba|acima) de(?:sta)? (?:esta )?l[ií]n(?:ea|ha)|rispondi(?:ere)? sopra questa"
)
SEE_BELOW = (
    r"(?:see|read|look|find|message|mail|e-?mail|thread|letter|request|forwarded|details|info(?:rmation)?) below|"
    r"below is|"
    r"\bfyi\b|для информации|к сведению|(?:см|смотри(?:те)?)\.? ниже|письмо ниже|ниже письмо|пересылаю|перенаправляю|"
    r"для інформації|до відома|див\. нижче|пересилаю|zur info|zur kenntnis|siehe unten|weiterleit|"
    r"pour info|ci-dessous|je (?:vous )?transf[èe]re|para (?:su |tu )?informaci[óo]n|ver abajo|m[áa]s abajo|reenvío|"
    r"per conoscenza|vedi sotto|qui sotto|inoltro|para (?:o )?seu conhecimento|veja abaixo|encaminho|ter info|"
    r"zie onder|hieronder|se nedan|se nedenfor|för kännedom|til orientering|katso alla|do wiadomości|patrz poniżej|"
    r"poniżej|viz níže|pro informaci|bilgin(?:ize|e)|aşağıda|下記|以下のメール|见下|供参考|참고"
)
"""What people write above a letter that they pass on without a banner of their program."""
