"""Messages on a site: those meant for people who can prove something, and what became of any in a browser."""

from __future__ import annotations

import re

from django.http import HttpResponse, JsonResponse

from accounts.models import Customer, Identity
from channels_inbox.chat.identity import Claim, read_identity
from channels_inbox.reaching_out.in_app import note_dismissed, of_site_visitor
from channels_inbox.reaching_out.links import read_shown_name
from channels_inbox.visitor_api.gate import Malformed, WidgetRequest, asked, limited, sender_of, widget_door
from knowledgebase.announcements.current import messages_for
from knowledgebase.announcements.fitting import WIDGET, Proved
from knowledgebase.operations.announcing import MOMENTS, note_told
from knowledgebase.portal.visitors import minds
from knowledgebase.visitors import cookie_visitor

_READER = re.compile(r"[a-f0-9]{24}")
_WORDS = {"eligible", "held", *MOMENTS}


@widget_door("POST")
def messages(request: WidgetRequest) -> HttpResponse:
    """Answer somebody whom the site has signed in with the messages that are meant for them too."""
    limited("messages", sender_of(request), limit=240, seconds=600)
    identity = asked(request).get("identity")
    if not isinstance(identity, str) or not identity:
        raise Malformed("identity", "An identity is a signed token.")
    claim = read_identity(request.widget, identity)
    theirs = of_site_visitor(request.widget.site_key, claim.identifier)
    return JsonResponse({"messages": [*theirs, *messages_for(WIDGET, _proved(claim))]})


@widget_door("POST")
def told(request: WidgetRequest) -> HttpResponse:
    """Keep what became of a message in a browser; who minds being counted is not."""
    limited("messages-told", sender_of(request), limit=240, seconds=600)
    content = asked(request)
    pk, what, reader = content.get("id"), content.get("what"), content.get("reader")
    if isinstance(pk, str) and (one := read_shown_name(pk[:200])):
        # One person's own: named by a signed token instead of a number, and counted by nobody.
        if what in ("dismissed", "clicked"):
            note_dismissed(one)
        return HttpResponse(status=204)
    if type(pk) is not int or not 0 < pk < 2**63:
        raise Malformed("id", "Name the message by its number.")
    if not isinstance(what, str) or what not in _WORDS:
        raise Malformed("what", f"Tell one of: {', '.join(sorted(_WORDS))}.")
    if not isinstance(reader, str) or not _READER.fullmatch(reader):
        raise Malformed("reader", "Name the browser: 24 hexadecimal digits.")
    if not minds(request):
        note_told(pk, cookie_visitor(f"message:{reader}"), what)
    return HttpResponse(status=204)


def _proved(claim: Claim) -> Proved:
    """Return what a site's signature proves of somebody; their organization is that of the address it signs."""
    email = claim.email.lower()
    known = Identity.objects.filter(kind=Identity.Kind.EMAIL, value=email) if email else Identity.objects.none()
    theirs = Customer.objects.filter(identities__in=known, organization__isnull=False)
    return Proved(frozenset(theirs.values_list("organization", flat=True)), claim.attributes)
