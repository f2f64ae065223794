from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.notification_letter import NotificationLetter


class Notification(models.Model):
    """One piece of news for one person at the desk. Written by `accounts.operations.notifying` alone.

    It names its ticket by number, for tickets lie above: whoever shows or mails it asks first whether
    the person may still see that ticket (channels_inbox/selectors/notifications.py).
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "A ticket is given to you"
        MENTIONED = "mentioned", "A colleague mentions you"
        REPLY = "reply", "A message in a ticket you own or follow"
        NOTE = "note", "A note in a ticket you own or follow"
        SLA_WARNING = "sla_warning", "A promise is nearly due"
        SLA_BREACH = "sla_breach", "A promise was broken"
        LOW_RATING = "low_rating", "A customer was not happy with your help"
        RULE = "rule", "A rule tells you something"
        FINISHED = "finished", "Something you started has finished"
        RULE_DISABLED = "rule_disabled", "A rule or SLA policy was switched off"
        ARTICLE_DOUBT = "article_doubt", "An article of yours needs a look"
        INCIDENT = "incident", "An incident or a monitor needs you"
        COMMUNITY = "community", "News of the community topics you follow"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=16, choices=Kind)
    # What it is about, so that the same news told twice is one row.
    key = models.CharField(max_length=120)
    ticket_number = models.BigIntegerField(null=True, blank=True)
    # Where it leads when it is not about a ticket: a path of this site.
    path = models.CharField(max_length=300, blank=True)
    # One line in words. Of a ticket it never holds the subject, which is read when it is shown.
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # When it is to go by mail if it is unread by then, and the letter that took it; neither for most.
    mail_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(NotificationLetter, models.SET_NULL, null=True, blank=True, related_name="notifications")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notification_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
