"""The list of everything: where a search looks when no narrower list is named."""

from __future__ import annotations

from channels_inbox.selectors.desk_views import DeskView
from tickets.models import Ticket

EVERYTHING = DeskView("all", "All tickets", "search", "", lambda user: Ticket.objects.visible_to(user), counted=False)
