from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from community.models.forum import Forum
from community.models.post_file import new_token
from community.models.topic import Topic
from tickets.models import Ticket


class TopicProposal(models.Model):
    """A ticket that is to become a topic: what everybody would read, and what its customer says to that."""

    class State(models.TextChoices):
        ASKED = "asked", "The customer is asked"
        AGREED = "agreed", "The customer agreed"
        DECLINED = "declined", "The customer said no"
        ANONYMOUS = "anonymous", "Written so that nobody can tell whose it was"
        WITHDRAWN = "withdrawn", "Taken back"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    question = models.TextField()
    answer = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State)
    # The customer's way to it, without signing in.
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    topic = models.OneToOneField(Topic, models.SET_NULL, null=True, blank=True, related_name="proposal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=~models.Q(state__in=["declined", "withdrawn"]), name="proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} → topic {self.topic_id or '…'}"
