"""How mail programs write answers and forwards in HTML. In each the new words are NEW, the old ones OLD."""

# ruff: noqa: E501  markup as programs write it

NEW, OLD = "Thank you, that works.", "old words of the agent"
ANSWERS = {
    "gmail": '<div dir="ltr">{new}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
    'On Mon, Jan 5, 2026 at 3:04 PM Bob &lt;<a href="mailto:b@x.com">b@x.com</a>&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{old}</blockquote></div>',
    "gmail, old": '<div>{new}</div><div class="gmail_extra"><br><div class="gmail_quote">2016-01-05 15:04 GMT+01:00 Bob '
    '<span dir="ltr">&lt;<a href="mailto:b@x.com">b@x.com</a>&gt;</span>:<br><blockquote class="gmail_quote">{old}'
    "</blockquote></div></div>",
    "gmail, phone": '<p dir="ltr">{new}</p><div class="gmail_quote">Am 05.01.2026 15:04 schrieb &quot;Bob&quot; &lt;b@x.com'
    '&gt;:<br type="attribution"><blockquote class="gmail_quote">{old}</blockquote></div>',
    "apple": '<html><body>{new}<br><div><br><blockquote type="cite"><div>On 5 Jan 2026, at 15:04, Bob &lt;b@x.com&gt; wrote:'
    "</div><br><div>{old}</div></blockquote></div></body></html>",
    "ios": '<div dir="ltr">{new}</div><div dir="ltr"><br>Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">'
    "On Jan 5, 2026, at 3:04 PM, Bob &lt;b@x.com&gt; wrote:<br><br></blockquote></div>"
    '<blockquote type="cite"><div dir="ltr">{old}</div></blockquote>',
    "thunderbird": '<p>{new}</p><div class="moz-cite-prefix">On 1/5/26 15:04, Bob wrote:<br></div>'
    '<blockquote type="cite" cite="mid:a@b"><p>{old}</p></blockquote>',
    "outlook": '<div class="WordSection1"><p class="MsoNormal">{new}</p><div><div style="border:none;border-top:solid #E1E1E1 '
    '1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Bob &lt;b@x.com&gt; <br><b>Gesendet:</b> Montag, 5. '
    "Januar 2026 15:04<br><b>An:</b> A<br><b>Betreff:</b> x</p></div></div><p>{old}</p></div>",
    "outlook 2007": '<div class=Section1><p>{new}</p><div style="border:none;border-top:solid #B5C4DF 1.0pt"><p><b>From:</b> Bob '
    "[mailto:b@x.com] <br><b>Sent:</b> Monday<br><b>To:</b> A<br><b>Subject:</b> x</p></div><p>{old}</p></div>",
    "owa": '<div>{new}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">'
    "<font><b>From:</b> Bob &lt;b@x.com&gt;<br><b>Sent:</b> Monday<br><b>To:</b> A<br><b>Subject:</b> x</font></div><div>{old}</div>",
    "hotmail": '<div>{new}<br><br><div><hr id="stopSpelling">Date: Mon, 5 Jan 2026 15:04:05 +0100<br>From: b@x.com<br>To: a@y.com'
    "<br>Subject: x<br><br>{old}</div></div>",
    "outlook for mac": '<div>{new}</div><span id="OLK_SRC_BODY_SECTION"><div style="BORDER-TOP: #b5c4df 1pt solid"><b>From: </b>'
    "Bob &lt;b@x.com&gt;<br><b>Date: </b>Monday<br><b>To: </b>A<br><b>Subject: </b>x</div><div>{old}</div></span>",
    "outlook for phones": '<div>{new}</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms">Outlook for iOS</a></div>'
    '<hr><div id="divRplyFwdMsg"><b>De :</b> Bob &lt;b@x.com&gt;<br><b>Envoyé :</b> lundi<br><b>À :</b> A<br><b>Objet :</b> x</div>{old}',
    "yahoo": '<div><div>{new}</div><div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div><div>On Monday, January 5, 2026 at '
    "03:04:05 PM GMT+1, Bob &lt;b@x.com&gt; wrote: </div><div><br></div><div>{old}</div></div></div></div>",
    "mail.ru": '<div>{new}</div><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">Понедельник, 5 '
    "января 2026, 15:04 +03:00 от Bob &lt;b@x.ru&gt;:<br><div>{old}</div></blockquote>",
    "yandex": '<div>{new}</div><div> </div><div>05.01.2026, 15:04, "Bob" &lt;b@x.ru&gt;:</div><blockquote><p>{old}</p></blockquote>',
    "zimbra": '<div>{new}<br><br><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Bob" &lt;b@x.com'
    '&gt;<br><b>To: </b>"A"<br><b>Sent: </b>Monday<br><b>Subject: </b>x<br></div><div data-marker="__QUOTED_TEXT__">{old}</div></div>',
    "zoho": '<div>{new}</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Mon, 05 Jan 2026 15:04:05 +0100 <b>Bob &lt;b@x.com'
    "&gt;</b> wrote ---</div><blockquote>{old}</blockquote></div>",
    "proton": '<div>{new}</div><div class="protonmail_quote">On Monday, January 5th, 2026 at 15:04, Bob &lt;b@x.com&gt; wrote:<br>'
    '<blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>',
    "samsung": "<div>{new}</div><div>Sent from my Galaxy</div><div>-------- Original message --------</div><div>From: Bob &lt;b@x.com&gt;"
    "</div><div>Date: 05/01/2026 15:04 (GMT+01:00)</div><div>To: A</div><div>Subject: x</div><div>{old}</div>",
    "gmx": '<div>{new}</div><div name="quote" style="margin:10px 5px 5px 10px;border-left:2px solid #C3D9E5"><div><b>Gesendet:</b> Montag<br>'
    "<b>Von:</b> Bob &lt;b@x.de&gt;<br><b>An:</b> A<br><b>Betreff:</b> x</div>{old}</div>",
    "spark": '<div name="messageBodySection">{new}</div><div name="messageReplySection">On Jan 5, 2026, 3:04 PM +0100, Bob &lt;b@x.com&gt;, '
    'wrote:<br><blockquote type="cite">{old}</blockquote></div>',
    "notes": "<font size=2>{new}</font><br><br><font size=1>From: &nbsp; &nbsp; &nbsp; &nbsp;Bob &lt;b@x.com&gt;</font><br><font size=1>To: "
    "&nbsp; &nbsp;A/Acme@Acme</font><br><font size=1>Date: 05.01.2026 15:04</font><br><font size=1>Subject: x</font><hr noshade>{old}",
    "qq": "<div>{new}</div><div><includetail><div>------------------&nbsp;原始邮件&nbsp;------------------</div><div><b>发件人:</b> Bob "
    "&lt;b@qq.com&gt;</div><div><b>发送时间:</b> 2026年1月5日</div><div><b>收件人:</b> A</div><div><b>主题:</b> x</div><div>{old}</div></includetail></div>",
    "roundcube": '<p>{new}</p><p id="reply-intro">On 2026-01-05 15:04, Bob wrote:</p><blockquote type="cite"><div>{old}</div></blockquote>',
    "kmail": "<p>{new}</p><p>On Monday, January 5, 2026 3:04:05 PM CET Bob wrote:</p><p>&gt; {old}</p>",
}
FORWARDED = {
    "gmail": '<div dir="ltr">{new}<br><br><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: '
    "<b>Bob</b> &lt;b@x.com&gt;<br>Date: Mon<br>Subject: x<br>To: A<br></div>{old}</div></div>",
    "apple": '<div>{new}</div><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Bob</div><div><b>'
    "Subject: </b>x</div><div>{old}</div></blockquote></div>",
    "thunderbird": '<p>{new}</p><div class="moz-forward-container"><br>-------- Перенаправленное сообщение --------<table class="moz-email-headers'
    '-table"><tr><th>Тема: </th><td>x</td></tr><tr><th>От: </th><td>Bob</td></tr></table><p>{old}</p></div>',
    "outlook, nothing new": '<div><p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> B<br><b>Sent:</b> M<br><b>To:</b> A'
    "<br><b>Subject:</b> x</p></div><p>{old}</p></div>",
}
