from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.notice import Notice
from community.models.post import Post
from helpdesk.lib.delivery import Delivery


class CommunityLetter(Delivery):
    """One mail to one person. What it says is read when it goes (`community.mail.writing`)."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "News"
        DIGEST = "digest", "Digest"
        ANSWER = "answer", "What became of an answer by mail"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    notice = models.OneToOneField(Notice, models.CASCADE, null=True, related_name="letter")
    # Of a digest: what came after this.
    since = models.DateTimeField(null=True, blank=True)
    # Of what became of an answer: the post it was to, and why it was not posted as it came.
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "since"], condition=Q(kind="digest"), name="community_digest_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="community_letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"community letter {self.pk}"
