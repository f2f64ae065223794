from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from channels_inbox.models.call import Call
from helpdesk.lib.delivery import Delivery, State


class CallOrder(Delivery):
    """What we ask a carrier to do: ring a colleague's telephone, to connect it with a caller or somebody we call."""

    class Kind(models.TextChoices):
        PICK_UP = "pick_up", "Take a waiting call"
        CALL_OUT = "call_out", "Call somebody"

    kind = models.CharField(max_length=8, choices=Kind)
    call = models.ForeignKey(Call, models.CASCADE, related_name="orders")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The colleague's own telephone.
    number = models.CharField(max_length=32)
    # When their telephone was hung up, or never answered: the order is over.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Of two who take a call at once one gets it.
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(ended_at=None, state__in=[State.QUEUED, State.SENDING, State.SENT, State.UNCERTAIN]),
                name="call_order_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="call_order_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.agent}"
