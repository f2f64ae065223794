from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tickets.models.message import Message
from tickets.models.ticket import Ticket


class Passage(models.Model):
    """The words of one message, to be found by; the first of a ticket also has its number, its subject and who asks.

    Written by triggers of the database alone (docs/search.md), in the transaction of what it repeats.
    """

    message = models.OneToOneField(
        Message, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="passage"
    )
    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="passages")
    words = SearchVectorField()

    class Meta:
        indexes = [
            # A short pending list: every search reads it whole, and whoever fills it sorts it in.
            GinIndex(fields=["words"], gin_pending_list_limit=256, name="passage_words"),
            models.Index(fields=["ticket", "message"], name="passage_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"Words of message {self.message_id}"
