"""What we told somebody unasked: read it, answer it, or want no more. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations.consenting import last_word
from channels_inbox.models import ReachOutDelivery
from channels_inbox.operations.reach_outs import subscribe_again, unsubscribe
from channels_inbox.portal.answering import answer_reach_out
from channels_inbox.portal.forms import ReplyForm
from channels_inbox.portal.forms.fields import read
from channels_inbox.reaching_out.in_app import note_dismissed
from channels_inbox.reaching_out.links import read_reading, read_unsubscription, unsubscribe_link
from helpdesk.lib.limits import allow
from knowledgebase.portal.locales import in_preferred_locale

HOUR = 3600
View = Callable[..., HttpResponse]
_ROWS = ReachOutDelivery.objects.select_related("reach_out", "event__ticket__requester", "customer__user", "answer")


def _sealed(view: View) -> View:
    """The address is the key: no search engine keeps it, and no other site hears of it."""

    @never_cache
    @wraps(view)
    def through(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return through


@_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Read it, and answer: that is a new request, or goes into the one it is about."""
    row = _row(read_reading(token))
    form = ReplyForm(request.POST or None, request.FILES or None)
    answered = row.answer_id is not None or "answered" in request.GET
    context = {"row": row, "token": token, "form": form, "answered": answered, "answer_label": _("Your answer")}
    context["unsubscribe"] = unsubscribe_link(row)
    if request.method != "POST" or answered:
        return render(request, "help/reach_outs/show.html", context)
    if not form.is_valid():
        return render(request, "help/reach_outs/show.html", context, status=422)
    if not allow("reach-out-answer", str(row.pk), limit=10, seconds=HOUR):
        return render(request, "help/reach_outs/show.html", {**context, "too_often": True}, status=429)
    text, files = form.cleaned_data["message"].strip(), read(form.cleaned_data["attachments"])
    parts = [str(row.pk).encode(), text.encode(), *(f.name.encode() + b"\0" + f.content for f in files)]
    answer_reach_out(row, text=text, files=files, name=form.cleaned_data["once"].name(*parts))
    note_dismissed(row.pk)
    return redirect(f"{request.path}?answered")


@_sealed
@require_POST
def dismissal(request: HttpRequest, token: str) -> HttpResponse:
    """Show it no more."""
    note_dismissed(_row(read_reading(token)).pk)
    return redirect("home")


# A mail program posts here by itself, without a cookie or a form of ours (RFC 8058); the signed address is the proof.
@csrf_exempt
@_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """End all reach-outs by one button, or by a mail program's one click; or want them after all."""
    row = _row(read_unsubscription(token))
    if request.method == "POST":
        if "again" in request.POST:
            subscribe_again(row)
        else:
            unsubscribe(row)
    wanted = last_word(row.customer_id) is not False
    return render(request, "help/reach_outs/end.html", {"wanted": wanted, "token": token})


def _row(pk: int | None) -> ReachOutDelivery:
    row = _ROWS.filter(pk=pk).first() if pk else None
    if row is None:
        raise Http404
    return row
