from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from channels_inbox.models.call import Call
from helpdesk.lib.delivery import Delivery, State


class CallOrder(Delivery):
    """What we ask a carrier to do: ring a colleague's telephone for a caller or for somebody we call, or move one of
    the two who talk: onto hold, back, or on to others.
    """

    class Kind(models.TextChoices):
        PICK_UP = "pick_up", "Take a waiting call"
        CALL_OUT = "call_out", "Call somebody"
        HOLD = "hold", "Put on hold"
        RESUME = "resume", "Take off hold"
        TRANSFER = "transfer", "Pass on"

    kind = models.CharField(max_length=8, choices=Kind)
    call = models.ForeignKey(Call, models.CASCADE, related_name="orders")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The colleague's own telephone, for what rings it.
    number = models.CharField(max_length=32, blank=True)
    # What the carrier calls the call to that telephone, and the one to whom we called from there.
    sid = models.CharField(max_length=64, blank=True, default="", db_default="")
    other_sid = models.CharField(max_length=64, blank=True, default="", db_default="")
    # To whom it is passed on; to a team's queue where no colleague is named.
    to_agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    to_team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    # When their telephone was hung up, or never answered; when a hold was: the order is over.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Of two who take a call at once one gets it.
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(
                    kind__in=["pick_up", "call_out"],
                    ended_at=None,
                    state__in=[State.QUEUED, State.SENDING, State.SENT, State.UNCERTAIN],
                ),
                name="call_order_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="call_order_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.agent}"
