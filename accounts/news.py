"""News from people for the apps above. Sent inside the transaction (docs/signals.md)."""

from django.dispatch import Signal

# notified(sender=Notification, notification=Notification): receivers write rows or use on_commit, nothing else.
notified = Signal()
# availability_changed(sender=AvailabilityChange, change=AvailabilityChange): receivers use on_commit, nothing else.
availability_changed = Signal()
