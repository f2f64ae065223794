"""The HTML of a message, in a frame that can run nothing, reach nothing and read nothing of ours."""

from __future__ import annotations

import re
from html import escape, unescape

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.files import pass_for
from tickets.downloads import PICTURES
from tickets.models import Attachment, HtmlBody, Ticket

_POLICY = (
    "default-src 'none'; img-src 'self' data:{remote}; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
# The cleaner's serialiser writes every attribute in double quotes and escapes what is inside.
_REMOTE = re.compile(r'(<img\b[^>]*?) data-remote-src="((?:https?:)?//[^"]*)"', re.IGNORECASE)
_INLINE = re.compile(r'(<img\b[^>]*?) data-cid="([^"]*)"', re.IGNORECASE)
_PAGE = """<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><title>Message</title>
<style>html{{color-scheme:light;background:#fff;color:#222}}
body{{margin:12px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}
img[data-remote-src],img[data-cid]{{display:none}}table{{max-width:100%}}pre{{white-space:pre-wrap}}</style></head>
<body>{body}</body></html>"""


@require_safe
@agents_only
@xframe_options_sameorigin
def message_html(request: AgentRequest, pk: int) -> HttpResponse:
    """Show a message as it was sent. Images from elsewhere load only when asked for (`images`)."""
    tickets = Ticket.objects.read_by(request.user).values("pk")
    body = HtmlBody.objects.filter(message=pk, message__ticket__in=tickets).only("cleaned").first()
    if body is None:
        raise Http404
    remote = bool(request.GET.get("images"))
    html = _with_own_images(body.cleaned, pk)
    if remote:
        html = _REMOTE.sub(_load, html)
    response = HttpResponse(_PAGE.format(body=html))
    response["Content-Security-Policy"] = _POLICY.format(remote=" https:" if remote else "")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _load(found: re.Match[str]) -> str:
    """Let one image load, over TLS only: a reader's wish to see it is no wish to be watched."""
    address = re.sub(r"^(?:http:)?//", "https://", found[2], count=1, flags=re.IGNORECASE)
    return f'{found[1]} src="{address}"'


def _with_own_images(html: str, message: int) -> str:
    """Point images the mail brought along at their files. The frame has no session, so they carry a short pass."""
    if "data-cid=" not in html:
        return html
    files = Attachment.objects.filter(message=message, content_type__in=PICTURES).exclude(content_id="")
    found = {f.content_id.strip("<>"): f for f in files}

    def point(tag: re.Match[str]) -> str:
        file = found.get(unescape(tag[2]).strip("<>"))
        if file is None:
            return tag[0]
        address = f"{reverse('file', args=[file.token, file.name])}?pass={pass_for(file)}"
        return f'{tag[1]} src="{escape(address)}"'

    return _INLINE.sub(point, html)
