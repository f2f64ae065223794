from __future__ import annotations

from django.db import models
from django.db.models import Q

from channels_inbox.models.call import Call
from tickets.models import Message


class CallRecording(models.Model):
    """Sound of a call the carrier keeps for us, until it is fetched into the ticket. The row is the job."""

    class Kind(models.TextChoices):
        RECORDING = "recording", "Recording"
        VOICEMAIL = "voicemail", "Voicemail"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be fetched"
        DONE = "done", "In the ticket"
        FAILED = "failed", "Could not be fetched"

    call = models.ForeignKey(Call, models.CASCADE, related_name="recordings")
    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    url = models.CharField(max_length=500, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    # What a machine understood of a voicemail; it may come long after the sound.
    transcript = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "external_id"], name="call_recording_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="call_recording_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.call_id}"
