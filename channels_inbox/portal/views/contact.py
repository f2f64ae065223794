from __future__ import annotations

import logging

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, TimestampSigner
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address_of
from channels_inbox.adapters.web_form.raw import Submission, pack
from channels_inbox.models import Inbound
from channels_inbox.portal.forms import ContactForm
from channels_inbox.portal.forms.fields import read
from channels_inbox.portal.selectors import contact_channel
from channels_inbox.processing import process_inbound
from channels_inbox.storing import store_raw
from helpdesk.lib.limits import allow
from knowledgebase.models import Visit
from knowledgebase.ongoing import Ongoing, ongoing
from knowledgebase.operations.visits import record_visit
from knowledgebase.portal.along import Along
from knowledgebase.portal.locales import in_preferred_locale, preferred_locale
from knowledgebase.portal.visitors import known_visitor
from tickets.models import RequestType

log = logging.getLogger(__name__)

TEMPLATE = "help/contact/new.html"
_SENT = TimestampSigner(salt="portal.contact-sent", sep=".")
HOUR = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def new(request: HttpRequest) -> HttpResponse:
    """The contact form: what is sent is stored before anything else, and read at once."""
    proved = _proved_address(request)
    kinds = list(RequestType.objects.in_use())
    about = request.POST.get("about") or request.GET.get("about", "")
    kind = next((kind for kind in kinds if kind.slug == about), None)
    form = ContactForm(
        request.POST or None,
        request.FILES or None,
        locked_email=proved,
        request_type=kind,
        initial=_initial(request),
    )
    along = Along.of(request)
    incidents = ongoing(request.user)
    blamed = _blamed(request, incidents)
    context = {"form": form, "kinds": kinds, "kind": kind, "along": along, "locale": preferred_locale(request)}
    context |= {"incidents": incidents, "blamed": blamed}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    if not _within_limits(request, form.cleaned_data["email"]):
        return render(request, TEMPLATE, {**context, "too_often": True}, status=429)
    locale = preferred_locale(request)
    pk = _store(form, kind, along, locale, verified=bool(proved), incident=blamed.pk if blamed else 0)
    try:
        process_inbound(pk)
    except DatabaseError:
        # The message is safe; a worker comes back to it.
        log.exception("Inbound %s could not be read at once.", pk)
    if visitor := known_visitor(request):
        record_visit(visitor, Visit.Kind.CONTACTED, place=Visit.Place.FORM, query=form.cleaned_data["subject"])
    return redirect(f"{reverse('contact_sent', args=[_SENT.sign(str(pk))])}?lang={locale}")


def _initial(request: HttpRequest) -> dict[str, str]:
    """Return what stands in the form at first; whoever only wants to hear of an incident's end has nothing to type."""
    initial = {"name": getattr(request.user, "name", "")}
    if blamed := _blamed(request, ongoing(request.user)):
        initial |= {"subject": _("Tell me when it is fixed: %s") % blamed.title, "message": _("It affects me too.")}
    return initial


@never_cache
@require_safe
@in_preferred_locale
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Thank the writer and name the request. No link to it: a typed address proves nothing."""
    try:
        pk = _SENT.unsign(token, max_age=24 * HOUR)
    except BadSignature:
        raise Http404 from None
    row = Inbound.objects.defer("raw").select_related("ticket__requester").filter(pk=pk).first()
    if row is None:
        raise Http404
    mine = bool(row.ticket and request.user.is_authenticated and row.ticket.requester.user_id == request.user.pk)
    response = render(request, "help/contact/sent.html", {"ticket": row.ticket, "mine": mine})
    if row.state == Inbound.State.PENDING and row.attempts < 2:
        # Another worker is reading it this moment: look again for the number.
        response["Refresh"] = "2"
    return response


def _blamed(request: HttpRequest, incidents: list[Ongoing]) -> Ongoing | None:
    """Return the open incident the form is about, as its address or its checkbox says."""
    chosen = (request.POST if request.method == "POST" else request.GET).get("incident", "")
    return next((one for one in incidents if str(one.pk) == chosen), None)


def _store(
    form: ContactForm, kind: RequestType | None, along: Along, locale: str, *, verified: bool, incident: int
) -> int:
    values = form.cleaned_data
    sent = Submission(
        name=values["name"],
        email=values["email"],
        subject=values["subject"],
        text=values["message"],
        verified=verified,
        request_type=kind.slug if kind else "",
        fields=form.answers,
        read=[article.pk for article in along.articles],
        asked=along.asked,
        language=locale,
        incident=incident,
        files=read(values["attachments"]),
    )
    raw = pack(sent)
    pk, _ = store_raw(contact_channel(), external_id=values["once"].name(raw), raw=raw, envelope_from=sent.email)
    return pk


def _proved_address(request: HttpRequest) -> str:
    """Return the address a signed-in visitor has proved is theirs, or an empty text."""
    if not request.user.is_authenticated:
        return ""
    proved = EmailAddress.objects.filter(user=request.user, verified=True).order_by("-primary", "pk").first()
    return proved.email.lower() if proved else ""


def _within_limits(request: HttpRequest, email: str) -> bool:
    visitor = address_of(request)
    return allow("contact-visitor", visitor, limit=20, seconds=HOUR) and allow(
        "contact-address", email.lower(), limit=10, seconds=HOUR
    )
