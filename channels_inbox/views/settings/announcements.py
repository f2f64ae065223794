"""Messages to visitors and readers: the list with what became of each, one with its preview, out and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.announcement import AnnouncementForm, written
from channels_inbox.models import Widget
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from knowledgebase.models import Announcement
from knowledgebase.operations.announcing import publish_announcement, save_announcement, stop_announcement
from knowledgebase.selectors.announcements import counted, goals, listed

PLACE = {"section": "settings", "here": "announcements"}
SHOWN = 100


@require_safe
@admins_only
def announcements(request: AgentRequest) -> HttpResponse:
    rows = [{"it": row, "goals": goals(row)} for row in counted(listed()[:SHOWN])]
    return render(request, "agent/settings/announcements/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    announcement = get_object_or_404(Announcement, pk=pk) if pk else Announcement()
    form, status = AnnouncementForm(initial=written(announcement)), 200
    if request.method == "POST":

        def save(form: AnnouncementForm) -> None:
            organizations = form.cleaned_data["organizations"]
            save_announcement(form.apply(announcement), organizations, by=request.user, seen=form.seen)

        form, status = attempt(request, AnnouncementForm, announcement, save)
        if status == SAVED:
            messages.success(
                request, f"“{announcement}” is saved{'' if announcement.is_out else '; nobody sees it yet'}"
            )
            return redirect("agent_announcement", announcement.pk)
    kept = get_object_or_404(Announcement, pk=pk) if pk else Announcement()
    context = {"form": form, "announcement": kept, "sites": _sites(), **PLACE}
    response = render(request, "agent/settings/announcements/edit.html", context, status=status)
    # The site that is opened to try it out must be able to ask this page for its words.
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response


def _sites() -> list[str]:
    """Return the sites that show our chat."""
    named = Widget.objects.in_use().values_list("allowed_origins", flat=True)
    return sorted({site for sites in named for site in sites})


@require_POST
@admins_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    """Let people see it, or (`stop`) nobody any more."""
    announcement = get_object_or_404(Announcement, pk=pk)
    if "stop" in request.POST:
        stop_announcement(announcement, by=request.user)
        messages.success(request, f"Nobody sees “{announcement}” any more")
    else:
        publish_announcement(announcement, by=request.user)
        messages.success(request, f"“{announcement}” is out; sites show it within a minute or two")
    return redirect("agent_announcement", announcement.pk)
