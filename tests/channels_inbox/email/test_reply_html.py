"""The new words of an answer that came as HTML, by what each mail program puts around the old ones."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.quotes import reply_from_html, reply_text

GMAIL = (
    '<div dir="ltr">It fits.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 3, 2025 at'
    ' 9:15 AM Halden &lt;<a href="mailto:help@halden.example">help@halden.example</a>&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">Please try.</blockquote></div>'
)
OUTLOOK = (
    '<div class="WordSection1"><p class="MsoNormal">It fits.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
    "<b>Unknown label:</b> Halden<br><b>Other label:</b> Monday</p></div></div>"
    '<p class="MsoNormal">Please try.</p></div>'
)
OUTLOOK_WEB = (
    '<div>It fits.</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><font>'
    "<b>From:</b> Halden<br><b>Sent:</b> Monday, November 3, 2025<br><b>To:</b> Vera<br><b>Subject:</b> x</font></div>"
    "<div>Please try.</div>"
)
OUTLOOK_MOBILE = (
    '<div>It fits.</div><div id="ms-outlook-mobile-signature">Get Outlook for iOS</div>'
    '<div id="mail-editor-reference-message-container"><b>From:</b> Halden<br>Please try.</div>'
)
APPLE = (
    '<html><body>It fits.<br><div><br><blockquote type="cite"><div>On 3 Nov 2025, at 09:15, Halden '
    "&lt;help@halden.example&gt; wrote:</div><br><div>Please try.</div></blockquote></div></body></html>"
)
THUNDERBIRD = (
    '<p>It fits.</p><div class="moz-cite-prefix">Halden zei op 3-11-2025:<br></div><blockquote type="cite">'
    '<p>Please try.</p></blockquote><div class="moz-signature">-- <br>Vera</div>'
)
YAHOO = (
    '<div>It fits.</div><div class="yahoo_quoted"><div>On Monday, November 3, 2025 at 09:15:00 AM GMT+1, Halden '
    "&lt;help@halden.example&gt; wrote:</div><div>Please try.</div></div>"
)
PROTON = (
    '<div>It fits.</div><div class="protonmail_quote">On Monday Halden wrote:<br><blockquote>Try.</blockquote></div>'
)
ZOHO = '<div>It fits.</div><div class="zmail_extra"><div>---- On Mon, 03 Nov 2025 Halden wrote ----</div>Try.</div>'
GMX = (
    '<div>It fits.</div><div name="quote" style="margin:10px"><div><b>Gesendet:</b> Montag</div>Bitte versuchen.</div>'
)
MAC_OUTLOOK = '<div>It fits.</div><span id="OLK_SRC_BODY_SECTION"><div>From: Halden</div><div>Please try.</div></span>'
RULE_AND_BLOCK = (
    "<div>It fits.<br><br><hr>Date: Mon, 3 Nov 2025 09:15:00 +0100<br>To: vera@blum.example<br>"
    "From: help@halden.example<br>Subject: x<br><br>Please try.</div>"
)


@pytest.mark.parametrize(
    "html",
    [
        GMAIL,
        OUTLOOK,
        OUTLOOK_WEB,
        OUTLOOK_MOBILE,
        APPLE,
        THUNDERBIRD,
        YAHOO,
        PROTON,
        ZOHO,
        GMX,
        MAC_OUTLOOK,
        RULE_AND_BLOCK,
    ],
)
def test_the_old_message_goes(html: str) -> None:
    assert reply_from_html(html) == "It fits."


def test_answers_between_quoted_blocks_keep_them() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 3 Nov 2025, Halden wrote:</div>'
        '<blockquote class="gmail_quote">Which model?</blockquote><div>The H2.</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>Monday.</div></div>'
    )
    reply = reply_from_html(html)
    assert "> Which model?\n\nThe H2.\n\n> Since when?\n\nMonday." in reply


def test_a_forwarded_message_is_the_content() -> None:
    html = (
        '<div>See below.</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Jan<br>'
        "Date: Mon, 3 Nov 2025<br>Subject: x<br>To: Vera<br><br>Old words</div>"
    )
    assert reply_from_html(html).endswith("Old words")


def test_a_mail_that_is_all_quote_is_given_whole() -> None:
    assert "Please try." in reply_from_html('<blockquote type="cite">Please try.</blockquote>')


def test_the_html_decides_where_the_text_does_not_mark_the_quote() -> None:
    text = "It fits.\n\nHalden zei op maandag\n\nPlease try."
    assert reply_text(text, THUNDERBIRD) == "It fits."


def test_indented_paragraphs_are_no_quotes() -> None:
    html = '<p>Steps:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0">Open the hopper.</blockquote>'
    assert reply_from_html(html) == "Steps:\n\nOpen the hopper."
