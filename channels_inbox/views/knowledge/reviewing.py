"""Decide about a text, and when readers see it: each a button that posts."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from channels_inbox.forms.article import ApprovalForm, MomentForm
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.changes import changes_page
from channels_inbox.views.knowledge.finding import find_text, opened, refused
from knowledgebase.errors import ArticleError, Incomplete
from knowledgebase.models import Revision, Translation
from knowledgebase.operations.drafting import Seen
from knowledgebase.operations.publishing import expire_later, publish, publish_later, withdraw
from knowledgebase.operations.reviewing import approve, mark_ready, reject, submit_for_review, take_back

_STATE = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
Decide = Callable[[AgentRequest, Translation], str]


def _verb(decide: Decide) -> Callable[..., HttpResponse]:
    """Make a view of a verb: it says what was done, or stands on the page of changes with the refusal."""

    @require_POST
    @agents_only
    def view(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
        text = find_text(request, pk, locale)
        try:
            said = decide(request, text)
        except ArticleError as error:
            return changes_page(request, text, **refused(error))
        messages.success(request, said)
        return redirect("agent_article", pk, locale)

    return view  # type: ignore[return-value]


def _open_draft(text: Translation) -> Revision:
    found = opened(text)
    if found is None:
        raise Http404
    return found


def _seen(request: AgentRequest) -> Seen:
    """Return the state of the text the page showed; one that no text has when it does not say."""
    found = _STATE.fullmatch(request.POST.get("newest", ""))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _submit(request: AgentRequest, text: Translation) -> str:
    submit_for_review(_open_draft(text), by=request.user, seen=_seen(request))
    return "It is with the reviewers now"


def _take_back(request: AgentRequest, text: Translation) -> str:
    take_back(_open_draft(text), by=request.user)
    return "It is a draft again"


def _approve(request: AgentRequest, text: Translation) -> str:
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        raise Incomplete([str(next(iter(form.errors.values()))[0])])
    given = form.cleaned_data
    approve(
        _open_draft(text),
        by=request.user,
        significance=given["significance"],
        ready_for_translation=given["ready"],
        at=given["at"],
        reason=given["reason"],
        seen=_seen(request),
    )
    return "Approved; it comes out at the time you set" if given["at"] else "Approved and published"


def _reject(request: AgentRequest, text: Translation) -> str:
    reason = request.POST.get("reason", "")[:2000].replace("\x00", "")
    reject(_open_draft(text), by=request.user, reason=reason, seen=_seen(request))
    return "Sent back with your reason"


def _publish(request: AgentRequest, text: Translation) -> str:
    form = _moment(request)
    if form is None:
        publish(text, by=request.user)
        return "Published"
    publish_later(text, at=form.cleaned_data["at"], by=request.user)
    return "It comes out at the time you set" if form.cleaned_data["at"] else "It is not planned any more"


def _expire(request: AgentRequest, text: Translation) -> str:
    form = _moment(request)
    at = form.cleaned_data["at"] if form else None
    expire_later(text, at=at, by=request.user)
    return "It expires at the time you set" if at else "It does not expire"


def _withdraw(request: AgentRequest, text: Translation) -> str:
    withdraw(text, by=request.user)
    return "Readers do not see it any more"


def _ready(request: AgentRequest, text: Translation) -> str:
    if text.current_revision is None:
        raise Http404
    ready = request.POST.get("ready") == "yes"
    mark_ready(text.current_revision, by=request.user, ready=ready)
    return "Translators may follow it" if ready else "Translators wait"


def _moment(request: AgentRequest) -> MomentForm | None:
    """Return the form with its moment; None when no moment was asked about."""
    if "at" not in request.POST:
        return None
    form = MomentForm(request.POST)
    if not form.is_valid():
        raise Incomplete([str(form.errors["at"][0])])
    return form


submission = _verb(_submit)
recall = _verb(_take_back)
approval = _verb(_approve)
rejection = _verb(_reject)
publication = _verb(_publish)
expiry = _verb(_expire)
withdrawal = _verb(_withdraw)
readiness = _verb(_ready)
