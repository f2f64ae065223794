from __future__ import annotations

from django.db import models


class Origin(models.Model):
    """What something was called where it came from: a second import changes nothing, and old addresses lead on."""

    class Kind(models.TextChoices):
        FORUM = "forum", "Forum"
        PERSON = "person", "Person"
        TOPIC = "topic", "Topic"
        POST = "post", "Post"

    # The program or site: “discourse”, an address.
    source = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=Kind)
    external = models.CharField(max_length=64)
    # The key of the row it became; of a row that was deleted since, it leads nowhere.
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "external"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external} of {self.source}"
