"""Find the new words in an HTML answer: mark what mail programs mark, then read it as text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from helpdesk.lib.html.text import parse_html, render_text

from .text import reply_from_text

# Containers of the old message, as the programs name them; web mail puts "x_" before names it passes on.
_OLD = re.compile(
    r"\b(?:x_)*(?:yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|moz-cite-prefix|gmail_attr|gmail_quote_container"
    r"|ms-outlook-mobile-reference-message|OutlookMessageHeader|iwcQuote|mailcontent_quote|yahoo-quoted-begin|freebirdQuote"
    r"|zimbra_quote|replyHeader|moz-forward-container-none|quotelevel-1|reply-quote|front-blockquote|mb_reply_quote"
    r"|gmail_extra_quote|qt|cite_block|plugin_quote|ox-quote|wrote-on|moz-email-headers-table-none)\b"
)
_OLD_IDS = re.compile(
    r"^(?:x_)*(?:OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|yahoo_quoted\w*|isReplyContent|reply139content"
    r"|replysplit|bloop_quote|ymail_android_quote|oriMsgHtmlSeperator|spark_quote\w*|zwchr)$"
)
# From here to the end everything is old.
_REST_IDS = re.compile(r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling)$")
_OUTLOOK_RULE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?[A-Za-z0-9]+\s+1(?:\.0)?pt;\s*padding:\s*3(?:\.0)?pt\s+0", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"\b(?:x_)*(?:gmail_signature|moz-signature|protonmail_signature_block|AppleMailSignature|ms-outlook-mobile-signature"
    r"|signature-container|bloop_sign|front-signature|yahoo-signature|mb_sig)\b"
)
_SIGNATURE_IDS = re.compile(
    r"^(?:x_)*(?:Signature|AppleMailSignature|ms-outlook-mobile-signature|signature|ymail_android_signature|bloop_sign\w*)$"
)


def reply_from_html(html: str) -> str:
    """Return the new words of an HTML answer as plain text; the whole text when there is nothing else."""
    tree = parse_html(html)
    reply = reply_from_text(render_text(tree, _role), from_html=True)
    # A mail that is all signature or all quotation by its marks: better everything than nothing.
    return reply if _says_something(reply) else reply_from_text(render_text(tree), from_html=True)


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith(">") for line in text.split("\n"))


def _role(node: LexborNode, tag: str) -> str:
    """Return how to read an element: "quote", "rest" (quoted to the end), "drop", or nothing special."""
    if tag not in ("div", "span", "section", "blockquote", "table", "hr", "p", "td", "font", "article"):
        return ""
    attributes = node.attributes
    name = attributes.get("class") or ""
    identity = attributes.get("id") or ""
    if name:
        if _OLD.search(name):
            return "" if "gmail_quote_container" in name and _holds(node, "blockquote") else "quote"
        if "gmail_quote" in name and tag == "div":
            return "" if _holds(node, "blockquote") or _is_forward(node) else "quote"
        if _SIGNATURE.search(name):
            return "drop"
    if identity:
        if _REST_IDS.match(identity):
            return "rest"
        if _OLD_IDS.match(identity):
            return "quote"
        if _SIGNATURE_IDS.match(identity):
            return "drop"
    if attributes.get("name") == "quote" and tag == "div":
        return "" if _holds(node, "div[name=quoted-content]") else "quote"
    style = attributes.get("style") or ""
    if "border-top" in style and _OUTLOOK_RULE.search(style):
        return "rest"
    return ""


def _holds(node: LexborNode, selector: str) -> bool:
    return node.css_first(selector) is not None


def _is_forward(node: LexborNode) -> bool:
    from .header_block import is_forwarded_message

    text = node.text(separator="\n", strip=True)
    return any(is_forwarded_message(line) for line in text[:400].split("\n")[:3])
