from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q


class ReachSettings(models.Model):
    """What an administrator says about mail of the community. One row, once something was changed."""

    mails = models.BooleanField(default=True)
    # The address of an email channel: letters come from it, and answers to them are posted.
    sender = models.EmailField(blank=True)
    answers = models.BooleanField(default=True)
    # So long can a post be changed or taken away before it goes out.
    delay_minutes = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(1440)])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "reach settings"

    def __str__(self) -> str:
        return "Community mail"

    @classmethod
    def current(cls) -> ReachSettings:
        """Return what is set, or the defaults."""
        return cls.objects.first() or cls()


class ReachWishes(models.Model):
    """Which mail one person wants of the community. Without a row the defaults hold."""

    class Mail(models.TextChoices):
        ALL = "all", "Everything I am told of here"
        MINE = "mine", "Only what concerns me: answers to me, my name, solutions, ideas I voted for"
        NONE = "none", "Nothing"

    class Digest(models.TextChoices):
        NONE = "none", "Never"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    mail = models.CharField(max_length=4, choices=Mail, default=Mail.ALL)
    # Nobody asked for one yet.
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.NONE)
    digest_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["digest_at"], condition=Q(digest_at__isnull=False), name="community_digest_due")
        ]

    def __str__(self) -> str:
        return f"Mail wishes of {self.user_id}"

    @classmethod
    def of(cls, user_id: int) -> ReachWishes:
        return cls.objects.filter(pk=user_id).first() or cls(user_id=user_id)
