from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_inbox.portal.selectors import mail_address, requests_of


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The front door of the help centre."""
    user = request.user
    return render(
        request,
        "help/home/show.html",
        {
            "tickets": requests_of(user).tickets[:3] if user.is_authenticated else [],
            "address": mail_address(),
            "reopen_days": settings.TICKET_REOPEN_DAYS,
        },
    )
